package io.headgate.bench.faults;

import java.time.Duration;

/**
 * How long and how much.
 *
 * @param events in each part of a scenario
 * @param outage how long a component is down
 * @param registryOutage how long the registry is down while new schemas arrive
 * @param kills of a driver in one scenario
 * @param patience how long anything that is awaited may take
 */
record FaultSizes(
    long events, Duration outage, Duration registryOutage, int kills, Duration patience) {
  static final FaultSizes SHORT =
      new FaultSizes(2000, Duration.ofSeconds(3), Duration.ofSeconds(10), 1, Duration.ofMinutes(4));
  static final FaultSizes FULL =
      new FaultSizes(
          10_000, Duration.ofSeconds(20), Duration.ofMinutes(10), 3, Duration.ofMinutes(8));
}
