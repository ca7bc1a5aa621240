package io.headgate.compaction;

/**
 * Which sizes a table's files should have, in bytes.
 *
 * @param smallest a smaller file is worth packing with others
 * @param target what a rewrite aims at
 * @param largest a larger file is worth splitting
 */
public record FileSizes(long smallest, long target, long largest) {
  /** 256 MiB, and so files of 128 to 512 MiB. */
  static final long DEFAULT_TARGET = 256L << 20;

  public FileSizes {
    if (smallest < 1 || target <= smallest || largest <= target) {
      throw new IllegalArgumentException(
          "Not ascending: %d, %d, %d".formatted(smallest, target, largest));
    }
  }

  /** From half the target to twice the target. */
  public static FileSizes around(long target) {
    return new FileSizes(target / 2, target, target * 2);
  }

  boolean fits(long bytes) {
    return bytes >= smallest && bytes <= largest;
  }
}
