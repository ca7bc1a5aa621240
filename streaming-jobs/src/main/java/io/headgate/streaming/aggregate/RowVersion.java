package io.headgate.streaming.aggregate;

/**
 * Column {@code _version} of the serving tables, by which the newest state of a window wins: origin
 * rank (2 bits; 0 stream, 1 batch), generation (14 bits), sequence (48 bits).
 */
final class RowVersion {
  private static final int GENERATION_SHIFT = 48;
  private static final long SEQUENCES = 1L << GENERATION_SHIFT;

  private RowVersion() {}

  /** Version of rows that a stream writes; rank 0, so any batch row wins over them. */
  static long ofStream(int generation, long sequence) {
    if (sequence < 0 || sequence >= SEQUENCES) {
      throw new IllegalArgumentException("Sequence out of 48 bits: " + sequence);
    }
    return ((long) generation << GENERATION_SHIFT) | sequence;
  }

  /** The sequence in a version. */
  static long sequence(long version) {
    return version & (SEQUENCES - 1);
  }
}
