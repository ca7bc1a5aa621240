package io.headgate.platform.registry;

/**
 * What a new schema version of a subject must be able to do. The transitive ones ask it of every
 * earlier version, the others of the newest.
 */
public enum Compatibility {
  NONE,
  /** Readers with the new schema can read data of the old one. */
  BACKWARD,
  BACKWARD_TRANSITIVE,
  /** Readers with the old schema can read data of the new one. */
  FORWARD,
  FORWARD_TRANSITIVE,
  FULL,
  FULL_TRANSITIVE;

  public boolean readsOld() {
    return switch (this) {
      case BACKWARD, BACKWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, FORWARD, FORWARD_TRANSITIVE -> false;
    };
  }

  public boolean readByOld() {
    return switch (this) {
      case FORWARD, FORWARD_TRANSITIVE, FULL, FULL_TRANSITIVE -> true;
      case NONE, BACKWARD, BACKWARD_TRANSITIVE -> false;
    };
  }

  public boolean isTransitive() {
    return switch (this) {
      case BACKWARD_TRANSITIVE, FORWARD_TRANSITIVE, FULL_TRANSITIVE -> true;
      case NONE, BACKWARD, FORWARD, FULL -> false;
    };
  }
}
