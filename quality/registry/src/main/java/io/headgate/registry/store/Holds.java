package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Hold;
import io.headgate.registry.gate.Circumstances.HoldFacts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Holds by operators. A hold on a dataset also keeps its published pointer where it is; one on a
 * partition only shuts that partition's gate. Holds are kept for ever, with who and why.
 */
public final class Holds {
  private final Jdbi jdbi;
  private final Clock clock;

  public Holds(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Hold place(String dataset, HoldRequest request) {
    return jdbi.inTransaction(
        handle -> {
          new PipelineRows(handle).lock(new DatasetRows(handle).require(dataset).pipeline());
          return handle
              .createQuery(
                  """
                  INSERT INTO hold (dataset, partition_key, reason, who, created_at, until)
                  VALUES (:dataset, :partition, :reason, :who, :now, :until)
                  RETURNING *
                  """)
              .bind("dataset", dataset)
              .bindMethods(request)
              .bind("now", clock.instant())
              .mapTo(Hold.class)
              .one();
        });
  }

  /** Releases a hold; the published pointer then follows what passed meanwhile. */
  public Hold release(String dataset, long holdId, String who) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          new PipelineRows(handle).lock(new DatasetRows(handle).require(dataset).pipeline());
          handle
              .createUpdate(
                  """
                  UPDATE hold SET released_at = :now, released_by = :who
                  WHERE hold_id = :holdId AND dataset = :dataset AND released_at IS NULL
                  """)
              .bind("holdId", holdId)
              .bind("dataset", dataset)
              .bind("who", who)
              .bind("now", now)
              .execute();
          new PublishedPointer(handle).follow(dataset, now);
          return find(handle, dataset, holdId)
              .orElseThrow(
                  () -> Problem.notFound("Dataset '" + dataset + "' has no hold " + holdId + "."));
        });
  }

  /** Newest first, below {@code cursor}, also those that were released. */
  public List<Hold> page(String dataset, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          new DatasetRows(handle).require(dataset);
          return handle
              .createQuery(
                  """
                  SELECT * FROM hold WHERE dataset = :dataset AND hold_id < :cursor
                  ORDER BY hold_id DESC LIMIT :limit
                  """)
              .bind("dataset", dataset)
              .bind("cursor", cursor)
              .bind("limit", limit)
              .mapTo(Hold.class)
              .list();
        });
  }

  private static Optional<Hold> find(Handle handle, String dataset, long holdId) {
    return handle
        .createQuery("SELECT * FROM hold WHERE hold_id = :holdId AND dataset = :dataset")
        .bind("holdId", holdId)
        .bind("dataset", dataset)
        .mapTo(Hold.class)
        .findOne();
  }

  /** Holds in force on the dataset and, when given, on the partition. */
  static List<HoldFacts> inForce(
      Handle handle, String dataset, @Nullable String partition, Instant now) {
    return handle
        .createQuery(
            """
            SELECT hold_id, partition_key AS partition, reason, who, created_at AS since, until FROM hold
            WHERE dataset = :dataset AND released_at IS NULL AND (until IS NULL OR until > :now)
              AND (partition_key IS NULL OR partition_key = CAST(:partition AS text))
            ORDER BY hold_id
            """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .bind("now", now)
        .mapTo(HoldFacts.class)
        .list();
  }
}
