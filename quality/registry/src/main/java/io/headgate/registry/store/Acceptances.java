package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Acceptance;
import io.headgate.registry.gate.Circumstances.AcceptanceFacts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Partitions that an operator lets readers have all the same; each row is kept for ever. */
public final class Acceptances {
  private final Jdbi jdbi;
  private final Clock clock;

  public Acceptances(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  public Acceptance accept(String dataset, AcceptanceRequest request) {
    Instant now = clock.instant();
    refuseBlank("partition", request.partition());
    refuseBlank("reason", request.reason());
    refuseBlank("who", request.who());
    if (!request.until().isAfter(now)) {
      throw Problem.unprocessable(
          "An acceptance until %s is over at %s. Send a later 'until'."
              .formatted(request.until(), now));
    }
    return jdbi.inTransaction(
        handle -> {
          new DatasetRows(handle).require(dataset);
          return handle
              .createQuery(
                  """
                  INSERT INTO acceptance (dataset, partition_key, reason, who, created_at, until)
                  VALUES (:dataset, :partition, :reason, :who, :now, :until)
                  RETURNING *
                  """)
              .bind("dataset", dataset)
              .bindMethods(request)
              .bind("now", now)
              .mapTo(Acceptance.class)
              .one();
        });
  }

  private static void refuseBlank(String field, String text) {
    if (text.isBlank()) {
      throw Problem.badRequest("Field '" + field + "' is empty. It is kept for ever: fill it in.");
    }
  }

  /** Newest first, below {@code cursor}, also those that have ended. */
  public List<Acceptance> page(String dataset, long cursor, int limit) {
    return jdbi.withHandle(
        handle -> {
          new DatasetRows(handle).require(dataset);
          return handle
              .createQuery(
                  """
                  SELECT * FROM acceptance WHERE dataset = :dataset AND acceptance_id < :cursor
                  ORDER BY acceptance_id DESC LIMIT :limit
                  """)
              .bind("dataset", dataset)
              .bind("cursor", cursor)
              .bind("limit", limit)
              .mapTo(Acceptance.class)
              .list();
        });
  }

  /** The one in force that lasts longest. */
  static Optional<AcceptanceFacts> inForce(
      Handle handle, String dataset, String partition, Instant now) {
    return handle
        .createQuery(
            """
            SELECT reason, who, created_at AS since, until FROM acceptance
            WHERE dataset = :dataset AND partition_key = :partition AND until > :now
            ORDER BY until DESC, acceptance_id DESC LIMIT 1
            """)
        .bind("dataset", dataset)
        .bind("partition", partition)
        .bind("now", now)
        .mapTo(AcceptanceFacts.class)
        .findOne();
  }
}
