package io.headgate.registry.store;

import static io.headgate.platform.registry.PartitionState.CHECKED;
import static io.headgate.platform.registry.PartitionState.DIRTY;
import static io.headgate.platform.registry.PartitionState.EXPECTED;
import static io.headgate.platform.registry.PartitionState.PUBLISHED;
import static io.headgate.platform.registry.PartitionState.QUARANTINED;
import static io.headgate.platform.registry.PartitionState.WRITTEN;

import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.Problem;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** Single steps in a partition's life, each a compare-and-set. */
public final class Transitions {
  /** What may follow; publishing and quarantining with a score is a run's, see {@link Runs}. */
  private static final Map<PartitionState, Set<PartitionState>> NEXT =
      Map.of(
          EXPECTED, Set.of(WRITTEN),
          WRITTEN, Set.of(CHECKED, QUARANTINED),
          CHECKED, Set.of(WRITTEN, PUBLISHED, QUARANTINED),
          PUBLISHED, Set.of(WRITTEN, DIRTY, QUARANTINED),
          DIRTY, Set.of(WRITTEN, QUARANTINED),
          QUARANTINED, Set.of(WRITTEN));

  /** A step that somebody asks for. */
  public record Request(PartitionState from, PartitionState to, String reason, String who) {}

  private final Jdbi jdbi;
  private final Clock clock;

  public Transitions(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** Refuses with the current state when that is not {@code from}. */
  public void move(String dataset, String key, Request request) {
    if (!NEXT.get(request.from()).contains(request.to())) {
      throw Problem.unprocessable(
          "A partition that is %s cannot become %s, but one of %s."
              .formatted(request.from(), request.to(), NEXT.get(request.from())));
    }
    jdbi.useTransaction(
        handle -> {
          new DatasetRows(handle).require(dataset);
          PartitionRows rows = new PartitionRows(handle, clock.instant());
          if (!rows.move(
              dataset, key, request.from(), request.to(), request.who(), request.reason())) {
            PartitionState current =
                rows.find(dataset, key)
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "Dataset '%s' has no partition '%s'.".formatted(dataset, key)))
                    .state();
            throw Problem.conflict(
                "Partition '%s' of '%s' is %s, and not %s. Read it again and decide anew."
                    .formatted(key, dataset, current, request.from()),
                Map.of("state", current));
          }
        });
  }
}
