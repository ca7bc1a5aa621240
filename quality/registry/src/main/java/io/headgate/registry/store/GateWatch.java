package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.registry.store.Gates.Question;
import io.headgate.registry.watch.Watch;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Decides gates anew when something that they depend on has changed, keeps each opening and
 * closing, and makes an incident of what has failed. What changed while the registry was down is
 * still to be decided when it is back.
 */
public final class GateWatch implements Watch {
  private static final String NAME = "gates";

  /** Gates decided in one transaction. */
  private static final int AT_ONCE = 200;

  /** So that the other watches come to look too when very many have changed. */
  private static final int ROUNDS = 20;

  private final Jdbi jdbi;

  public GateWatch(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public void look(Instant now) {
    boolean more = jdbi.inTransaction(handle -> ended(handle, now));
    for (int round = 0; more && round < ROUNDS; round++) {
      more = jdbi.inTransaction(handle -> decideSome(handle, now));
    }
  }

  private static boolean ended(Handle handle, Instant now) {
    WatchedRows watched = new WatchedRows(handle, NAME);
    if (!watched.claim()) {
      return false;
    }
    watched.lookedAt().ifPresent(before -> new GateTouches(handle).addEnded(before, now));
    watched.looked(now);
    return true;
  }

  /** Whether there was anything to decide. */
  private static boolean decideSome(Handle handle, Instant now) {
    if (!new WatchedRows(handle, NAME).claim()) {
      return false;
    }
    Map<String, Set<String>> touched = new GateTouches(handle).take(AT_ONCE);
    touched.forEach((dataset, partitions) -> decide(handle, dataset, partitions, now));
    return !touched.isEmpty();
  }

  private static void decide(Handle handle, String name, Set<String> partitions, Instant now) {
    // A hold that ended by itself, or an incident that has passed, lets the pointer go on.
    new PublishedPointer(handle).follow(name, now);
    DatasetRow dataset = new DatasetRows(handle).require(name);
    CheckIncidents incidents = new CheckIncidents(handle, dataset, now);
    for (String partition : partitions) {
      GateAnswer answer = Gates.ask(handle, dataset, Question.about(partition), now);
      incidents.ofPartition(answer);
      if (GateHistory.note(handle, answer, now) && dataset.kind() == Kind.RAW) {
        new GateTouches(handle).addDownstreamOf(name, partition);
      }
    }
    GateAnswer whole = Gates.ask(handle, dataset, Question.about(null), now);
    incidents.ofDataset(whole);
    GateHistory.note(handle, whole, now);
  }
}
