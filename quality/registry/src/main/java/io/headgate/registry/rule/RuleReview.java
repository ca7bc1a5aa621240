package io.headgate.registry.rule;

import io.headgate.http.Problem;
import io.headgate.platform.alert.AlertCondition;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.ClosestName;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Rollup;
import io.headgate.registry.alert.Channels;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Whether what a rule names is there: metric, key columns and channel. */
public final class RuleReview {
  private final List<PipelineContract> contracts;
  private final Function<String, Set<String>> recordedColumns;
  private final Channels channels;

  /**
   * Facts to review rules by.
   *
   * @param contracts the newest one of every pipeline
   * @param recordedColumns columns of an aggregate that lineage knows, by its name
   */
  public RuleReview(
      List<PipelineContract> contracts,
      Function<String, Set<String>> recordedColumns,
      Channels channels) {
    this.contracts = List.copyOf(contracts);
    this.recordedColumns = recordedColumns;
    this.channels = channels;
  }

  /**
   * Finds the pipeline whose metric a rule is on.
   *
   * @throws Problem that names the field, its value and the remedy
   */
  public String pipeline(RuleDraft draft) {
    String name = draft.metricName().table();
    for (PipelineContract contract : contracts) {
      for (Aggregate aggregate : contract.aggregates()) {
        if (aggregate.name().equals(name)) {
          review(draft, aggregate);
          return contract.name();
        }
      }
    }
    throw noAggregate(draft);
  }

  private void review(RuleDraft draft, Aggregate aggregate) {
    AggregateShape shape = AggregateShape.of(aggregate, recordedColumns.apply(aggregate.name()));
    reviewMeasure(draft, aggregate, shape);
    reviewDimensions(draft, aggregate);
    reviewWindow(draft, aggregate, shape);
    reviewChannel(draft.notificationChannel());
  }

  private Problem noAggregate(RuleDraft draft) {
    String name = draft.metricName().table();
    String measure = draft.metricName().measure();
    for (PipelineContract contract : contracts) {
      for (Rollup rollup : contract.rollups()) {
        if (rollup.name().equals(name)) {
          return RuleField.wrong(
              "metric_name",
              draft.metricName().toString(),
              "%s is a rollup, and only aggregates are judged. %s"
                  .formatted(
                      name,
                      rollup.finalizes() == null
                          ? "It finalizes none: add an aggregate to pipeline '%s'."
                              .formatted(contract.name())
                          : "Name the aggregate that it finalizes: %s.%s."
                              .formatted(rollup.finalizes(), measure)));
        }
      }
    }
    List<String> known =
        contracts.stream()
            .flatMap(contract -> contract.aggregates().stream())
            .map(Aggregate::name)
            .sorted()
            .toList();
    return RuleField.wrong(
        "metric_name",
        draft.metricName().toString(),
        "No pipeline that was applied has an aggregate '%s'. %s"
            .formatted(name, ClosestName.remedy(name, known)));
  }

  private static void reviewMeasure(RuleDraft draft, Aggregate aggregate, AggregateShape shape) {
    String measure = draft.metricName().measure();
    if (!shape.measures().contains(measure)) {
      throw RuleField.wrong(
          "metric_name",
          draft.metricName().toString(),
          "Aggregate '%s' has no measure '%s'. %s"
              .formatted(aggregate.name(), measure, ClosestName.remedy(measure, shape.measures())));
    }
  }

  private static void reviewDimensions(RuleDraft draft, Aggregate aggregate) {
    draft.dimensions().keySet().stream()
        .sorted()
        .filter(column -> !aggregate.key().contains(column))
        .findFirst()
        .ifPresent(
            column -> {
              throw RuleField.wrong(
                  "dimensions",
                  column,
                  "Aggregate '%s' has no such key column. %s"
                      .formatted(aggregate.name(), ClosestName.remedy(column, aggregate.key())));
            });
  }

  /** What is known of the same hour in other weeks is known of the aggregate's own windows. */
  private static void reviewWindow(RuleDraft draft, Aggregate aggregate, AggregateShape shape) {
    if (draft.condition() != AlertCondition.Z_SCORE) {
      return;
    }
    shape
        .window()
        .map(Duration::toSeconds)
        .filter(width -> width != draft.windowSeconds())
        .ifPresent(
            width -> {
              throw RuleField.wrong(
                  "window_seconds",
                  Long.toString(draft.windowSeconds()),
                  "With condition Z_SCORE it is the width of the aggregate's windows, which are of %d seconds in '%s'. Send %d."
                      .formatted(width, aggregate.name(), width));
            });
  }

  private void reviewChannel(String channel) {
    if (!channels.named(channel).isEmpty()) {
      return;
    }
    String shown = Channels.withoutSecret(channel);
    throw RuleField.wrong(
        "notification_channel",
        shown,
        Channels.team(channel)
            .map(
                team ->
                    "No such channel of team '%s' is configured. Add it to HEADGATE_REGISTRY_CHANNELS and start the registry again, or correct the team."
                        .formatted(team))
            .orElse("Send pagerduty://<team>, slack://<team> or an http address."));
  }
}
