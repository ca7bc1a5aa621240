package io.headgate.registry.schema;

/** Which versions a caller wants to see. */
public enum Shown {
  LIVE,
  /** Those that were deleted softly too. */
  ALL,
  DELETED;

  boolean shows(boolean deleted) {
    return this == ALL || deleted == (this == DELETED);
  }
}
