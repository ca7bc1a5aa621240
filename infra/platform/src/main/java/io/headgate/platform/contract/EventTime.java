package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Event time of a pipeline.
 *
 * @param field timestamp field of the event
 * @param watermarkDelay how late an event may be for the stream to count it
 * @param toleranceAhead how far event time may be ahead of the broker's timestamp before the event
 *     is quarantined
 */
public record EventTime(String field, Duration watermarkDelay, Duration toleranceAhead) {
  public EventTime {
    requireNonNull(field);
    requireNonNull(watermarkDelay);
    requireNonNull(toleranceAhead);
  }
}
