package io.headgate.local.deadletters;

/** Offsets [from, until) of a partition. */
record OffsetSpan(long from, long until) {
  /** The part of it that begins at an offset or later. */
  OffsetSpan from(long first) {
    return new OffsetSpan(Math.min(until, Math.max(from, first)), until);
  }

  long offsets() {
    return until - from;
  }
}
