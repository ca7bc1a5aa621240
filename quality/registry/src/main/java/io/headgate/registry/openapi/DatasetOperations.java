package io.headgate.registry.openapi;

import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.DirtyPartition;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateChange;
import io.headgate.platform.registry.Hold;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionTransition;
import io.headgate.registry.store.AcceptanceRequest;
import io.headgate.registry.store.Calendars;
import io.headgate.registry.store.Freshness;
import io.headgate.registry.store.HoldRequest;
import io.headgate.registry.store.Overviews;
import io.headgate.registry.store.PipelineApplication;
import io.headgate.registry.store.RecordedPipeline;
import io.headgate.registry.store.RetirementRequest;
import io.headgate.registry.store.Transitions;
import java.time.Instant;
import java.util.List;

/** Pipelines, datasets, partitions and gates. */
final class DatasetOperations {
  private static final Shape PARTITION = Shape.and(Partition.class, "gate", GateAnswer.class);

  private DatasetOperations() {}

  static List<Operation> all() {
    return List.of(
        Operation.post(
            "/v1/pipelines",
            "Record a contract; the same one again is the same version",
            PipelineApplication.class,
            Shape.of(RecordedPipeline.class)),
        Operation.get(
                "/v1/pipelines",
                "List the newest version of every pipeline",
                Shape.page("pipelines", RecordedPipeline.class))
            .query(
                "retired",
                Boolean.class,
                "Whether to list retired pipelines too; false unless given.")
            .paged(),
        Operation.get("/v1/pipelines/{name}", "Read a contract", Shape.of(RecordedPipeline.class))
            .query("version", Integer.class, "The newest unless given."),
        Operation.post(
            "/v1/pipelines/{name}/retirement",
            "End a pipeline that no other reads, and keep what it has made; again is no change",
            RetirementRequest.class,
            Shape.of(RecordedPipeline.class)),
        Operation.get("/v1/datasets", "List datasets", Shape.page("datasets", Dataset.class))
            .paged(),
        Operation.get("/v1/datasets/{dataset}", "Read a dataset", Shape.of(Dataset.class)),
        Operation.get(
            "/v1/overview",
            "Tell of every dataset its gate, score, freshness and SLA",
            Shape.of(Overviews.Overview.class)),
        Operation.get(
                "/v1/datasets/{dataset}/calendar",
                "List state and score of the newest partitions",
                Shape.of(Calendars.Calendar.class))
            .query("before", String.class, "Only partitions with an earlier key.")
            .query("limit", Integer.class, "Most partitions, 1 to 10000; 400 unless given."),
        Operation.get(
                "/v1/datasets/{dataset}/partitions",
                "List the partitions of a dataset",
                Shape.page("partitions", Partition.class))
            .paged(),
        Operation.get(
                "/v1/datasets/{dataset}/dirty-partitions",
                "List the partitions whose run had not read some input",
                Shape.page("partitions", DirtyPartition.class))
            .paged(),
        Operation.get(
            "/v1/datasets/{dataset}/partitions/{key}", "Read a partition with its gate", PARTITION),
        Operation.get(
                "/v1/datasets/{dataset}/partitions/{key}/transitions",
                "List the steps of a partition, oldest first",
                Shape.page("transitions", PartitionTransition.class))
            .paged(),
        Operation.post(
            "/v1/datasets/{dataset}/partitions/{key}/transitions",
            "Move a partition from one state to the next, by compare-and-set",
            Transitions.Request.class,
            PARTITION),
        Operation.get("/v1/gates", "List gates", Shape.page("gates", GateAnswer.class)).paged(),
        Operation.get(
                "/v1/gates/{dataset}",
                "Ask whether a dataset, or one partition, may be read",
                Shape.of(GateAnswer.class))
            .query("partition", String.class, "The dataset as a whole unless given.")
            .query("min_score", Double.class, "The score that the asker needs, from 0 to 1.")
            .query("read_until", Instant.class, "The end of what the asker needs to be there.")
            .query("consumer", String.class, "The asker's name, by which lineage knows it."),
        Operation.get(
                "/v1/gates/{dataset}/history",
                "List when a gate opened and shut, newest first",
                Shape.page("history", GateChange.class))
            .query("partition", String.class, "All unless given.")
            .paged(),
        Operation.get(
                "/v1/gates/{dataset}/holds",
                "List holds, also those that are over, newest first",
                Shape.page("holds", Hold.class))
            .paged(),
        Operation.get(
                "/v1/gates/{dataset}/acceptances",
                "List acceptances, also those that are over, newest first",
                Shape.page("acceptances", Acceptance.class))
            .paged(),
        Operation.post(
            "/v1/gates/{dataset}/acceptances",
            "Let readers have a partition that failed, for a time",
            AcceptanceRequest.class,
            Shape.of(Acceptance.class)),
        Operation.get(
            "/v1/freshness",
            "List how old the newest complete data of each dataset is",
            Shape.list("freshness", Freshness.Of.class)),
        Operation.post(
            "/v1/gates/{dataset}/holds",
            "Hold a gate shut",
            HoldRequest.class,
            Shape.of(Hold.class)),
        Operation.delete("/v1/gates/{dataset}/holds/{id}", "Release a hold", Shape.of(Hold.class))
            .query("who", String.class, "Who releases it; must be given."));
  }
}
