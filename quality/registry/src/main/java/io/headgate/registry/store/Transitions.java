package io.headgate.registry.store;

import io.headgate.http.Problem;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.PartitionLife;
import io.headgate.registry.store.PartitionRows.Locked;
import java.time.Clock;
import java.util.Map;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Jdbi;

/**
 * Single steps in a partition's life, each a compare-and-set. Publishing and quarantining with a
 * score is a run's, see {@link Runs}.
 */
public final class Transitions {
  /**
   * A step that somebody asks for.
   *
   * @param version the partition's version when it was read; null when the state alone is to be
   *     compared, which may have come back meanwhile
   */
  public record Request(
      PartitionState from, PartitionState to, String reason, String who, @Nullable Long version) {}

  private final Jdbi jdbi;
  private final Clock clock;

  public Transitions(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Refuses with the current state when that is not {@code from}, or its version is another. */
  public void move(String dataset, String key, Request request) {
    if (!PartitionLife.next(request.from()).contains(request.to())) {
      throw Problem.unprocessable(
          "A partition that is %s cannot become %s, but one of %s."
              .formatted(request.from(), request.to(), PartitionLife.next(request.from())));
    }
    jdbi.useTransaction(
        handle -> {
          new DatasetRows(handle).require(dataset);
          PartitionRows rows = new PartitionRows(handle, clock.instant());
          Locked current =
              rows.lock(dataset, key)
                  .orElseThrow(
                      () ->
                          Problem.notFound(
                              "Dataset '%s' has no partition '%s'.".formatted(dataset, key)));
          if (current.state() != request.from()) {
            throw stale(
                "Partition '%s' of '%s' is %s, and not %s. Read it again and decide anew."
                    .formatted(key, dataset, current.state(), request.from()),
                current);
          }
          if (request.version() != null && request.version() != current.version()) {
            throw stale(
                "Partition '%s' of '%s' has version %d, and not %d: others have changed it since. Read it again and decide anew."
                    .formatted(key, dataset, current.version(), request.version()),
                current);
          }
          rows.move(dataset, key, request.from(), request.to(), request.who(), request.reason());
        });
  }

  private static Problem stale(String detail, Locked current) {
    return Problem.conflict(detail, Map.of("state", current.state(), "version", current.version()));
  }
}
