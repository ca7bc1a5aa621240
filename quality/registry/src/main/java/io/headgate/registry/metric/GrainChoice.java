package io.headgate.registry.metric;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.MetricName;
import io.headgate.platform.contract.PipelineContract;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the table that shows a metric by another grain. It has the same dimensions and the measure.
 * One that the contract makes of the named table, or the other way round, comes first; another must
 * have all measures of the named one and no more, so that a rollup of something else is not taken
 * for it.
 */
record GrainChoice(
    PipelineContract contract,
    MetricName metric,
    MetricTable named,
    List<MetricTable> siblings,
    Map<String, Map<String, String>> views) {

  MetricTable of(Grain asked) {
    List<MetricTable> found = candidates(asked);
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw Problem.badRequest(
          "'%s' is not there by grain %s. It is there by: %s."
              .formatted(metric, name(asked), grains()));
    }
    throw Problem.badRequest(
        "'%s' may be any of these by grain %s: %s. Ask for one of them by its name."
            .formatted(
                metric,
                name(asked),
                found.stream()
                    .map(table -> table.requireRollup().name() + "." + metric.measure())
                    .collect(joining(", "))));
  }

  private List<MetricTable> candidates(Grain grain) {
    List<MetricTable> measured =
        siblings.stream()
            .filter(table -> table.grain() == grain)
            .filter(table -> columns(table).measures().contains(metric.measure()))
            .toList();
    List<MetricTable> linked =
        measured.stream().filter(table -> table.isLinkedTo(named, contract)).toList();
    return linked.isEmpty()
        ? measured.stream()
            .filter(table -> columns(table).measures().equals(columns(named).measures()))
            .toList()
        : linked;
  }

  private String grains() {
    return Stream.of(Grain.values())
        .filter(grain -> grain == named.grain() || !candidates(grain).isEmpty())
        .map(GrainChoice::name)
        .collect(joining(", "));
  }

  private MetricColumns columns(MetricTable table) {
    return MetricColumns.of(views.getOrDefault(table.view(), Map.of()), table);
  }

  private static String name(Grain grain) {
    return grain.name().toLowerCase(Locale.ROOT);
  }
}
