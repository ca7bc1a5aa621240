package io.headgate.registry.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Json;
import io.headgate.registry.store.Gates.Question;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** The published partitions of a dataset, each with its gate, as they are at one moment. */
public final class ReadablePartitions {
  /** Gates decided for one answer; deciding one takes some ten queries. */
  private static final int MOST_DECIDED = 100;

  /** Partitions read for one answer. */
  private static final int MOST_READ = 1000;

  private final Jdbi jdbi;
  private final Clock clock;

  public ReadablePartitions(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * A partition of which readers have a state.
   *
   * @param start begin of its first window
   * @param runKey the run whose rows they see
   * @param open whether its gate is open
   * @param reasons codes of what shuts it
   */
  public record PublishedPartition(
      String key, Instant start, Instant end, String runKey, boolean open, List<String> reasons) {
    public PublishedPartition {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * What is there.
   *
   * @param partitions oldest first
   * @param knownUntil what begins from here on was not looked at
   * @param delayed whether the dataset is late for its SLA
   */
  public record Found(List<PublishedPartition> partitions, Instant knownUntil, boolean delayed) {
    public Found {
      partitions = List.copyOf(partitions);
    }
  }

  /** Whether a dataset is late for its SLA. */
  public boolean isDelayed(String dataset) {
    return new Gates(jdbi, clock).ask(dataset, Question.about(null)).delayed();
  }

  /**
   * Those that hold windows of a range. A gate that was decided since something of it changed is
   * taken as it was decided; the others are decided now, so that a hold counts at once.
   */
  public Found within(String dataset, Grain grain, Instant from, Instant until) {
    return jdbi.inTransaction(
        TransactionIsolationLevel.REPEATABLE_READ,
        handle -> {
          Instant now = clock.instant();
          DatasetRow row = new DatasetRows(handle).require(dataset);
          boolean delayed = Gates.ask(handle, row, Question.about(null), now).delayed();
          Set<String> touched = touched(handle, dataset);
          boolean allTouched = touched.contains("");
          List<PublishedPartition> partitions = new ArrayList<>();
          int decided = 0;
          for (Row each : rows(handle, dataset, grain, from, until)) {
            GateAnswer answer = each.answer();
            boolean undecided = answer == null || allTouched || touched.contains(each.key());
            if (partitions.size() == MOST_READ || (undecided && decided == MOST_DECIDED)) {
              return new Found(partitions, each.start(), delayed);
            }
            if (undecided) {
              decided++;
              answer = Gates.ask(handle, row, Question.about(each.key()), now);
            }
            partitions.add(each.with(answer));
          }
          return new Found(partitions, until, delayed);
        });
  }

  private static Set<String> touched(Handle handle, String dataset) {
    return new HashSet<>(
        handle
            .createQuery(
                """
                SELECT DISTINCT coalesce(partition_key, '') FROM gate_touched
                WHERE dataset = :dataset
                """)
            .bind("dataset", dataset)
            .mapTo(String.class)
            .list());
  }

  private static List<Row> rows(
      Handle handle, String dataset, Grain grain, Instant from, Instant until) {
    return handle
        .createQuery(
            """
            SELECT p.partition_key, p.window_start, p.window_end, p.published_run_key, gate.answer
            FROM dataset_partition p
            LEFT JOIN LATERAL (
              SELECT c.answer FROM gate_change c
              WHERE c.dataset = p.dataset AND coalesce(c.partition_key, '') = p.partition_key
              ORDER BY c.change_id DESC LIMIT 1) gate ON true
            WHERE p.dataset = :dataset AND p.published_run_key IS NOT NULL
              AND p.partition_key >= :first AND p.partition_key <= :last
              AND p.window_end > :from AND p.window_start < :until
            ORDER BY p.window_start LIMIT :limit
            """)
        .bind("dataset", dataset)
        .bind("first", grain.partitionKey(from))
        .bind("last", grain.partitionKey(until))
        .bind("from", from)
        .bind("until", until)
        .bind("limit", MOST_READ + 1)
        .map((rs, context) -> Row.read(rs))
        .list();
  }

  /**
   * A published partition.
   *
   * @param answer of its gate when that opened or closed last; null when it was never decided
   */
  private record Row(
      String key, Instant start, Instant end, String runKey, @Nullable GateAnswer answer) {

    static Row read(ResultSet rs) throws SQLException {
      String answer = rs.getString("answer");
      try {
        return new Row(
            rs.getString("partition_key"),
            rs.getTimestamp("window_start").toInstant(),
            rs.getTimestamp("window_end").toInstant(),
            rs.getString("published_run_key"),
            answer == null ? null : Json.MAPPER.readValue(answer, GateAnswer.class));
      } catch (JsonProcessingException e) {
        throw new SQLException("jsonb holds another shape than was written", e);
      }
    }

    PublishedPartition with(GateAnswer gate) {
      return new PublishedPartition(
          key,
          start,
          end,
          runKey,
          gate.open(),
          gate.shutting().stream().map(Reason::code).distinct().toList());
    }
  }
}
