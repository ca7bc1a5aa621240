package io.headgate.platform.registry;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A gate that opened or shut, or that was looked at for the first time.
 *
 * @param id grows with every change
 * @param changedAt when the registry noticed; the reasons tell since when each held
 * @param answer what the gate answered then
 */
public record GateChange(long id, Instant changedAt, GateAnswer answer) {
  public GateChange {
    requireNonNull(changedAt);
    requireNonNull(answer);
  }
}
