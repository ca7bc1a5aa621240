package io.headgate.batch.migrate;

import java.util.Locale;

/** The steps of a migration, in their order. */
public enum MigrationStep {
  /** The new column comes, with the values of the old one. */
  FILL,
  /** The old column goes. */
  DROP;

  /**
   * The step of an option's value.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  public static MigrationStep of(String name) {
    for (MigrationStep step : values()) {
      if (step.toString().equals(name)) {
        return step;
      }
    }
    throw new IllegalArgumentException("'%s' is no step. Give fill or drop.".formatted(name));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
