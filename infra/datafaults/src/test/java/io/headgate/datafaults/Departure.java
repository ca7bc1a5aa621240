package io.headgate.datafaults;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.annotation.Nullable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * A departure as a producer sends it.
 *
 * @param sentAt the record's timestamp, by a clock that is right
 * @param bytes how the record is spoilt: {@code garbage}, {@code empty}, {@code cut}, {@code
 *     unknown} or {@code incompatible}; null when it is not
 */
record Departure(
    String eventId,
    Instant scheduledAt,
    @Nullable Integer delayMinutes,
    double distanceMiles,
    String origin,
    @Nullable String destination,
    Instant sentAt,
    @Nullable String bytes) {

  Departure withEventId(String id) {
    return new Departure(
        id, scheduledAt, delayMinutes, distanceMiles, origin, destination, sentAt, bytes);
  }

  Departure withScheduledAt(Instant at) {
    return new Departure(
        eventId, at, delayMinutes, distanceMiles, origin, destination, sentAt, bytes);
  }

  Departure withDelay(@Nullable Integer minutes) {
    return new Departure(
        eventId, scheduledAt, minutes, distanceMiles, origin, destination, sentAt, bytes);
  }

  Departure withDistance(double miles) {
    return new Departure(
        eventId, scheduledAt, delayMinutes, miles, origin, destination, sentAt, bytes);
  }

  Departure withOrigin(String airport) {
    return new Departure(
        eventId, scheduledAt, delayMinutes, distanceMiles, airport, destination, sentAt, bytes);
  }

  Departure withDestination(@Nullable String airport) {
    return new Departure(
        eventId, scheduledAt, delayMinutes, distanceMiles, origin, airport, sentAt, bytes);
  }

  Departure withBytes(String how) {
    return new Departure(
        eventId, scheduledAt, delayMinutes, distanceMiles, origin, destination, sentAt, how);
  }

  GenericRecord in(Schema schema) {
    GenericRecord event = new GenericData.Record(schema);
    event.put("event_id", eventId);
    event.put("scheduled_at", TimeUnit.SECONDS.toMicros(scheduledAt.getEpochSecond()));
    event.put("delay_minutes", delayMinutes);
    event.put("distance_miles", distanceMiles);
    event.put("origin", origin);
    event.put("destination", destination);
    return event;
  }
}
