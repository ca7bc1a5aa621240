package io.headgate.registry.store;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.registry.rule.RuleAlert.Resolution;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Ends pipelines. What one has made stays, and is still read through its gates; nothing more is
 * expected of it, so that nobody is told that it is late. What its jobs still send is recorded.
 */
public final class Retirements {
  private final Jdbi jdbi;
  private final Clock clock;

  public Retirements(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Retires a pipeline that nobody reads; one that is retired stays as it is. */
  public RecordedPipeline retire(String name, RetirementRequest request) {
    return jdbi.inTransaction(
        handle -> {
          PipelineRows pipelines = new PipelineRows(handle);
          long unused = pipelines.lock(name);
          RecordedPipeline pipeline = pipelines.newest(name).orElseThrow();
          if (pipeline.retiredAt() != null) {
            return pipeline;
          }
          refuseWhatIsRead(pipeline, pipelines.live());
          if (!Boolean.TRUE.equals(request.dryRun())) {
            retire(handle, pipeline, request, clock.instant());
          }
          return pipelines.newest(name).orElseThrow();
        });
  }

  private static void refuseWhatIsRead(RecordedPipeline pipeline, List<RecordedPipeline> live) {
    String readers =
        live.stream()
            .filter(other -> other.pipelineId() != pipeline.pipelineId())
            .flatMap(other -> reads(other, pipeline))
            .collect(joining("; "));
    if (!readers.isEmpty()) {
      throw Problem.conflict(
          "Pipeline '%s' is read by others: %s. Retire these first, or apply them without these inputs."
              .formatted(pipeline.name(), readers),
          Map.of());
    }
  }

  private static Stream<String> reads(RecordedPipeline reader, RecordedPipeline read) {
    PipelineContract contract = Pipelines.contract(reader);
    return contract.batchDatasets().stream()
        .flatMap(
            made ->
                made.inputs(contract).stream()
                    .filter(input -> read.datasets().contains(input.dataset()))
                    .map(
                        input ->
                            "%s of pipeline %s reads %s"
                                .formatted(made.dataset(), reader.name(), input.dataset())));
  }

  private static void retire(
      Handle handle, RecordedPipeline pipeline, RetirementRequest request, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO pipeline_retirement (pipeline_id, reason, who, retired_at)
            VALUES (:pipelineId, :reason, :who, :now)
            """)
        .bind("pipelineId", pipeline.pipelineId())
        .bind("reason", request.reason())
        .bind("who", request.who())
        .bind("now", now)
        .execute();
    RetirementRows retirements = new RetirementRows(handle, now);
    retirements.expectNothing();
    retirements.touchGates(pipeline.pipelineId());
    AlertRuleRows rules = new AlertRuleRows(handle);
    for (long rule : rules.ofPipeline(pipeline.name())) {
      var unused = rules.lock(rule);
      new AlertRows(handle).resolveAll(rule, Resolution.PIPELINE_RETIRED, now);
    }
  }
}
