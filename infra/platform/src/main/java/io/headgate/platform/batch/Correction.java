package io.headgate.platform.batch;

import static java.util.Objects.requireNonNull;

/**
 * What became of a dirty partition.
 *
 * @param dataset the dataset
 * @param partitionKey for example {@code 2026-11-12T05}
 * @param end what happened
 * @param detail why it waits, stands or failed, or which checks failed; else empty
 */
public record Correction(String dataset, String partitionKey, End end, String detail) {
  public Correction {
    requireNonNull(dataset);
    requireNonNull(partitionKey);
    requireNonNull(end);
    requireNonNull(detail);
  }

  /** What can become of it. */
  public enum End {
    /** It was made anew and published. */
    PUBLISHED,
    /** The newer input holds nothing for it, so what is published stands. */
    CONFIRMED,
    /** Made anew it failed its checks; readers keep the last good state. */
    QUARANTINED,
    /** The days that it was made of are no longer kept, so what is published stands. */
    NO_LONGER_KEPT,
    /** Its input is not ready, or another run is at it. */
    WAITING,
    /**
     * It cannot be made, as its SQL fails on its rows, for example; readers keep what they have.
     */
    FAILED
  }
}
