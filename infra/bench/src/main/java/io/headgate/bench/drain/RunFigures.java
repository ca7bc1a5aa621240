package io.headgate.bench.drain;

import io.headgate.bench.stack.ThreadSeconds;

/**
 * What one run of a candidate came to, from the start of its process to the commit of the last
 * event.
 *
 * @param candidate its name
 * @param round counts from 1
 * @param keys different keys per window
 * @param events drained
 * @param wallSeconds elapsed
 * @param cpuSeconds of the candidate's process, with its children
 * @param threads the same by what the threads are for
 * @param brokerCpuSeconds of Kafka meanwhile
 * @param storeCpuSeconds of ClickHouse meanwhile
 * @param peakBytes highest resident memory of the candidate
 * @param writtenBytes that the candidate sent to storage
 * @param storedBytes of its data files
 * @param verdict of the oracle: {@code passed}, or what differs
 */
public record RunFigures(
    String candidate,
    int round,
    int keys,
    long events,
    double wallSeconds,
    double cpuSeconds,
    ThreadSeconds threads,
    double brokerCpuSeconds,
    double storeCpuSeconds,
    long peakBytes,
    long writtenBytes,
    long storedBytes,
    String verdict) {
  /** Of letters, digits and _; the run's log, tables and recording have it. */
  public String name() {
    return name(candidate, keys, events, round);
  }

  static String name(String candidate, int keys, long events, int round) {
    return "%s_%d_%d_%d".formatted(candidate.replace('-', '_'), keys, events, round);
  }

  /** Whether the run counts. */
  public boolean passed() {
    return verdict.equals("passed");
  }
}
