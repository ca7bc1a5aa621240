package io.headgate.batch.migrate;

import io.headgate.platform.apply.EventColumns;
import io.headgate.platform.contract.BatchDataset;
import io.headgate.platform.contract.EventType;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Source;
import io.headgate.platform.registry.ColumnImpact;
import io.headgate.platform.registry.ColumnImpact.Hit;
import io.headgate.platform.registry.ColumnImpact.Use;
import io.headgate.platform.registry.PipelineVersion;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RegistryRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who names a column of a pipeline's raw dataset, by what the registry has recorded: the contract
 * itself, and what Spark's analyser found in the SQL of all pipelines.
 */
final class ColumnReaders {
  private static final int NOT_FOUND = 404;

  private final RegistryClient registry;
  private final PipelineVersion recorded;
  private final String raw;

  ColumnReaders(RegistryClient registry, PipelineVersion recorded) {
    this.registry = registry;
    this.recorded = recorded;
    this.raw = recorded.contract().rawDataset();
  }

  /** Whether anything is made from the column. */
  boolean any(String column) {
    return !impact(raw, column).map(ColumnReaders::fromRaw).orElse(List.of()).isEmpty();
  }

  /** All of them, each as a person would name it; empty when there is none. */
  List<String> of(String column) {
    Set<String> readers = new LinkedHashSet<>();
    readers.addAll(unknown());
    for (Source source : recorded.contract().sources()) {
      for (EventType type : source.eventTypes()) {
        if (type.avro().getField(column) != null) {
          readers.add("the schema of %s in topic %s".formatted(type.name(), source.topic()));
          impact(source.topic(), column).ifPresent(each -> readers.addAll(fromTopic(each)));
        }
      }
    }
    if (EventColumns.enriched(recorded.contract()).getFieldIndex(column).isDefined()) {
      readers.add("an enrichment of pipeline " + recorded.name());
    }
    impact(raw, column).ifPresent(each -> readers.addAll(fromRaw(each)));
    return List.copyOf(readers);
  }

  /** Who asked for raw by name, or told that it reads it; which columns these read nobody knows. */
  List<String> consumers(String column) {
    return impact(raw, column)
        .map(
            each ->
                each.consumers().stream()
                    .filter(consumer -> consumer.dataset().equals(raw))
                    .map(ColumnImpact.Consumer::name)
                    .distinct()
                    .toList())
        .orElse(List.of());
  }

  /** Pipelines that read raw, of whose columns nothing was recorded. */
  private List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    for (PipelineVersion pipeline : registry.pipelines()) {
      boolean own = pipeline.name().equals(recorded.name());
      if ((own || readsRaw(pipeline.contract()))
          && registry.lineage().columnEdges(pipeline.name(), pipeline.version()).isEmpty()) {
        unknown.add(
            "perhaps pipeline %s, of whose version %d no column lineage is recorded (apply it again)"
                .formatted(pipeline.name(), pipeline.version()));
      }
    }
    return unknown;
  }

  private boolean readsRaw(PipelineContract contract) {
    return contract.curated().stream()
        .map((BatchDataset dataset) -> dataset.inputs(contract))
        .anyMatch(inputs -> inputs.stream().anyMatch(input -> input.dataset().equals(raw)));
  }

  /** Rules and aggregates of this pipeline read the topic; another's raw is a table of its own. */
  private List<String> fromTopic(ColumnImpact impact) {
    List<String> readers = new ArrayList<>();
    impact.uses().stream()
        .filter(use -> use.pipeline().equals(recorded.name()))
        .map(ColumnReaders::text)
        .forEach(readers::add);
    impact.datasets().stream()
        .filter(hit -> recorded.name().equals(hit.pipeline()) && hit.kind().equals("AGGREGATE"))
        .map(ColumnReaders::text)
        .forEach(readers::add);
    return readers;
  }

  private static List<String> fromRaw(ColumnImpact impact) {
    List<String> readers = new ArrayList<>();
    impact.datasets().stream().map(ColumnReaders::text).forEach(readers::add);
    impact.uses().stream().map(ColumnReaders::text).forEach(readers::add);
    return readers;
  }

  private static String text(Use use) {
    return "%s %s of pipeline %s"
        .formatted(
            use.kind().toLowerCase(Locale.ROOT).replace('_', ' '), use.name(), use.pipeline());
  }

  private static String text(Hit hit) {
    return hit.rows() || hit.columns().isEmpty()
        ? hit.dataset()
        : "%s (%s)".formatted(hit.dataset(), String.join(", ", hit.columns()));
  }

  /** Empty when lineage knows no such column. */
  private Optional<ColumnImpact> impact(String dataset, String column) {
    try {
      return Optional.of(registry.lineage().impact(dataset, column));
    } catch (RegistryRefusedException e) {
      if (e.status() != NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
