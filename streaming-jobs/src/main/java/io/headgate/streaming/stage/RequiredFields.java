package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What every event has: an id, and a time that is not ahead of the broker's. Travels to the tasks.
 *
 * @param eventId name of the id's field
 * @param eventIdSlot its slot
 * @param eventTime name of the time's field
 * @param eventTimeSlot its slot
 * @param toleranceAhead how far the time may be ahead of the broker's timestamp
 */
record RequiredFields(
    String eventId, int eventIdSlot, String eventTime, int eventTimeSlot, Duration toleranceAhead)
    implements Serializable {
  RequiredFields {
    requireNonNull(eventId);
    requireNonNull(eventTime);
    requireNonNull(toleranceAhead);
  }

  /** Name of the first field that is null, or null. */
  @Nullable
  String missing(InternalRow event) {
    if (event.isNullAt(eventIdSlot)) {
      return eventId;
    }
    return event.isNullAt(eventTimeSlot) ? eventTime : null;
  }

  /** Compared as microseconds, which the year 9999 does not overflow. */
  boolean isAhead(InternalRow event, long brokerMillis, long toleranceMicros) {
    return event.getLong(eventTimeSlot)
        > TimeUnit.MILLISECONDS.toMicros(brokerMillis) + toleranceMicros;
  }

  long toleranceMicros() {
    return toleranceAhead.dividedBy(ChronoUnit.MICROS.getDuration());
  }
}
