package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The right to maintain the files of a table, which one job at a time has.
 *
 * @param dataset for example {@code raw.flights}
 * @param holder who has it, for a person to read
 * @param acquiredAt since when
 * @param expiresAt when others may take it, unless it is renewed before
 */
public record MaintenanceLease(
    String dataset, String holder, Instant acquiredAt, Instant expiresAt) {
  public MaintenanceLease {
    requireNonNull(dataset);
    requireNonNull(holder);
    requireNonNull(acquiredAt);
    requireNonNull(expiresAt);
  }
}
