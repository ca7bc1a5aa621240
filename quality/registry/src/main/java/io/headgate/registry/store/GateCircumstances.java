package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.Reconciliation;
import io.headgate.registry.gate.Circumstances;
import io.headgate.registry.gate.Circumstances.InputFacts;
import io.headgate.registry.gate.Circumstances.Lateness;
import io.headgate.registry.gate.Circumstances.SuspectFacts;
import io.headgate.registry.gate.Circumstances.Unread;
import io.headgate.registry.gate.GateFacts.PartitionFacts;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.gate.Unreconciled;
import io.headgate.registry.store.Gates.Question;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;

/** Gathers what speaks for or against a gate beside the data's own state. */
final class GateCircumstances {
  private final Handle handle;
  private final DatasetRow dataset;
  private final RecordedPipeline pipeline;
  private final Instant now;

  GateCircumstances(Handle handle, DatasetRow dataset, RecordedPipeline pipeline, Instant now) {
    this.handle = handle;
    this.dataset = dataset;
    this.pipeline = pipeline;
    this.now = now;
  }

  /**
   * Of a dataset or partition.
   *
   * @param subject the partition asked for, or null when it is not known or not asked for
   */
  Circumstances of(Question question, @Nullable PartitionFacts subject) {
    String partition = question.partition();
    PartitionWindow window =
        partition == null ? null : PartitionWindow.parse(partition).orElse(null);
    return new Circumstances(
        (window == null ? lateDataset() : latePartition(partition, window, subject)).orElse(null),
        Holds.inForce(handle, dataset.name(), partition, now),
        new IncidentRows(handle, now).holding(pipeline.name(), dataset.name()),
        window == null || subject == null ? List.of() : inputs(partition, window),
        unreconciled(partition, window).orElse(null),
        unread(question.readUntil()).orElse(null),
        partition == null
            ? null
            : Acceptances.inForce(handle, dataset.name(), partition, now).orElse(null),
        window == null ? List.of() : suspects(window));
  }

  private List<SuspectFacts> suspects(PartitionWindow window) {
    return dataset.kind() == Kind.RAW || dataset.kind().isBatch()
        ? new SuspectRows(handle).within(pipeline.name(), window)
        : List.of();
  }

  private Optional<Lateness> lateDataset() {
    Grain grain = dataset.grain();
    if (grain == null) {
      return Optional.empty();
    }
    return pipeline
        .serviceLevel(dataset)
        .newestDue(grain, now)
        .flatMap(
            window -> {
              String key = grain.partitionKey(window.start());
              PartitionFacts newest =
                  dataset.kind() == Kind.RAW
                      ? null
                      : new GateRows(handle, dataset.name()).partition(key).orElse(null);
              return latePartition(key, window, newest);
            });
  }

  /** Raw is complete up to its frontier, a batch dataset in the windows that were published. */
  private Optional<Lateness> latePartition(
      String key, PartitionWindow window, @Nullable PartitionFacts facts) {
    Instant due = pipeline.serviceLevel(dataset).due(window);
    if (dataset.grain() == null || due.isAfter(now)) {
      return Optional.empty();
    }
    boolean raw = dataset.kind() == Kind.RAW;
    boolean complete =
        raw
            ? dataset.frontier() != null && !dataset.frontier().isBefore(window.end())
            : facts != null && facts.firstPublishedAt() != null;
    return complete
        ? Optional.empty()
        : Optional.of(new Lateness(key, due, pipeline.latenessShutsGates() && !raw));
  }

  private Optional<Unread> unread(@Nullable Instant until) {
    Instant frontier = dataset.frontier();
    boolean missing =
        until != null
            && dataset.kind() == Kind.RAW
            && (frontier == null || frontier.isBefore(until));
    return missing ? Optional.of(new Unread(frontier, until)) : Optional.empty();
  }

  /** The newest reconciliation that looked at the window speaks for it. */
  private Optional<Unreconciled> unreconciled(
      @Nullable String partition, @Nullable PartitionWindow window) {
    if ((partition != null && window == null)
        || (dataset.kind() != Kind.RAW && !dataset.kind().isBatch())) {
      return Optional.empty();
    }
    return handle
        .createQuery(
            """
            SELECT report FROM reconciliation
            WHERE pipeline = :pipeline
              AND coalesce(CAST(report ->> 'from' AS timestamptz) < CAST(:end AS timestamptz), true)
              AND coalesce(CAST(report ->> 'until' AS timestamptz) > CAST(:start AS timestamptz), true)
            ORDER BY started_at DESC LIMIT 1
            """)
        .bind("pipeline", pipeline.name())
        .bind("start", window == null ? (Instant) null : window.start())
        .bind("end", window == null ? (Instant) null : window.end())
        .map((rs, context) -> reconciliation(rs.getString(1)))
        .findOne()
        .filter(found -> !found.explained())
        .map(
            found ->
                window == null ? found : new FindingReach(handle, pipeline).within(found, window))
        .flatMap(found -> Unreconciled.of(found, names(), window));
  }

  /** Under which a reconciliation tells of the dataset's windows. */
  private Set<String> names() {
    Set<String> names = new HashSet<>(Set.of(dataset.name()));
    pipeline.finalizedBy(dataset.name()).ifPresent(names::add);
    return names;
  }

  private static Reconciliation reconciliation(String json) throws SQLException {
    try {
      return Json.MAPPER.readValue(json, Reconciliation.class);
    } catch (JsonProcessingException e) {
      throw new SQLException("jsonb holds another shape than was written", e);
    }
  }

  /**
   * Why the partitions that the run read were shut when it began. What came up since counts too,
   * when it is about rows that the run has read: a fault is as old as its rows.
   */
  private List<InputFacts> inputs(String partition, PartitionWindow window) {
    if (!dataset.kind().isBatch()) {
      return List.of();
    }
    record Input(String dataset, String partition, Instant readAt) {}
    List<Input> read =
        handle
            .createQuery(
                """
                SELECT i.dataset, i.partition_key, r.started_at
                FROM dataset_partition p
                JOIN run r ON r.run_key = p.run_key
                CROSS JOIN LATERAL jsonb_object_keys(r.report -> 'inputs') AS input(name)
                LEFT JOIN dataset_input d ON d.dataset = p.dataset AND d.input = input.name
                JOIN dataset_partition i ON i.dataset = input.name
                  AND i.window_start < :end
                  AND i.window_end > CAST(:start AS timestamptz) - coalesce(d.look_back, interval '0')
                WHERE p.dataset = :dataset AND p.partition_key = :partition
                ORDER BY i.dataset, i.partition_key
                """)
            .bind("dataset", dataset.name())
            .bind("partition", partition)
            .bind("start", window.start())
            .bind("end", window.end())
            .map(
                (rs, context) ->
                    new Input(rs.getString(1), rs.getString(2), rs.getTimestamp(3).toInstant()))
            .list();
    List<InputFacts> shut = new ArrayList<>();
    for (Input input : read) {
      DatasetRow source = new DatasetRows(handle).require(input.dataset());
      Gates.askAsInput(handle, source, input.partition(), now).shutting().stream()
          .filter(reason -> counts(reason, input.readAt()))
          .forEach(reason -> shut.add(new InputFacts(input.dataset(), input.partition(), reason)));
    }
    return shut;
  }

  /** The reconciliation is a reason of the partition's own. */
  private static boolean counts(Reason reason, Instant readAt) {
    return !reason.code().equals("NOT_RECONCILED") && reason.since().isBefore(readAt);
  }
}
