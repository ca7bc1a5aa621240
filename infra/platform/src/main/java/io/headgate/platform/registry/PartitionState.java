package io.headgate.platform.registry;

/** Where a partition is in its life. Each change is a compare-and-set in the registry. */
public enum PartitionState {
  /** The contract's schedule says that it should exist. */
  EXPECTED,
  /** Rows are in the lake, or staged, and not checked. */
  WRITTEN,
  /** The checks ran and passed; the rows are not yet visible to readers. */
  CHECKED,
  /** Readers see it. */
  PUBLISHED,
  /** The checks failed; readers keep the last good state. */
  QUARANTINED,
  /** Published, and newer input has touched it since. */
  DIRTY
}
