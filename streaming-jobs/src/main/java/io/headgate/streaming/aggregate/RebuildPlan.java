package io.headgate.streaming.aggregate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import javax.annotation.Nullable;

/**
 * A generation that is being built. It is written down before anything is made, so that a rebuild
 * that was killed goes on with the same boundary and the same offsets.
 *
 * @param generation its number
 * @param definition what it is built for
 * @param boundary windows that end at it or before come from raw; null when all come from Kafka
 * @param snapshotId snapshot of raw; null when nothing comes from it
 * @param oldest event in that snapshot: windows that end before it can only be taken from the old
 *     table
 * @param offsets where the stream begins, per topic and partition
 * @param phase how far it came
 */
record RebuildPlan(
    int generation,
    Definition definition,
    @Nullable Instant boundary,
    @Nullable Long snapshotId,
    @Nullable Instant oldest,
    Map<String, Map<Integer, Long>> offsets,
    Phase phase) {
  RebuildPlan {
    requireNonNull(definition);
    offsets = new TreeMap<>(offsets);
    requireNonNull(phase);
  }

  /** How far a rebuild came. */
  enum Phase {
    /** The table of the generation is there, perhaps with a part of the windows. */
    PLANNED,
    /** The windows from raw are in the table. */
    FILLED,
    /** The stream has caught up and was stopped; the tables change places. */
    SWITCHING
  }

  RebuildPlan in(Phase next) {
    return new RebuildPlan(generation, definition, boundary, snapshotId, oldest, offsets, next);
  }

  Generation built() {
    return new Generation(generation, boundary);
  }
}
