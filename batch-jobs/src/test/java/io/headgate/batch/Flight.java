package io.headgate.batch;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A departure as it stands in raw, before its place in Kafka is known. */
record Flight(
    String eventId,
    Instant scheduledAt,
    int delayMinutes,
    int distanceMiles,
    String origin,
    String destination) {
  private static final List<String> AIRPORTS = List.of("ATL", "ORD", "DFW", "LAX", "PHX");

  LocalDate date() {
    return LocalDate.ofInstant(scheduledAt, ZoneOffset.UTC);
  }

  Instant brokerAt() {
    return scheduledAt.plusSeconds(60L * delayMinutes);
  }

  /** Flights of one day, spread over its hours; the same for the same arguments. */
  static List<Flight> day(LocalDate date, int count) {
    Random random = new Random(date.toEpochDay());
    List<Flight> flights = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int origin = random.nextInt(AIRPORTS.size());
      int destination = (origin + 1 + random.nextInt(AIRPORTS.size() - 1)) % AIRPORTS.size();
      flights.add(
          new Flight(
              date + "-" + i,
              date.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(86_400L * i / count),
              random.nextInt(120) - 20,
              200 + random.nextInt(2000),
              AIRPORTS.get(origin),
              AIRPORTS.get(destination)));
    }
    return flights;
  }
}
