package io.headgate.local.simulate;

/** What is true of a simulated event, and what the platform makes of it. */
public enum EventKind {
  ON_TIME("a row in raw", "a row in raw"),
  DISORDERED("a row in raw; within the watermark", "a row in raw; within the watermark"),
  LATE(
      "a row in raw; behind the watermark, so batch corrects its window",
      "a row in raw; behind the watermark, so batch corrects its window"),
  DUPLICATE("a record again, which counts once", "not stored again"),
  TIME_AHEAD(
      "quarantine and dead letters: EVENT_TIME_AHEAD",
      "told dead_lettered; quarantine and dead letters: EVENT_TIME_AHEAD"),
  UNDECODABLE("quarantine and dead letters: NOT_AVRO", "rejected, and not stored");

  private final String byKafka;
  private final String byGateway;

  EventKind(String byKafka, String byGateway) {
    this.byKafka = byKafka;
    this.byGateway = byGateway;
  }

  /** What becomes of it on the way that it takes. */
  String fate(Way way) {
    return way == Way.GATEWAY ? byGateway : byKafka;
  }

  /** Whether it is one more row in raw. */
  boolean isValid() {
    return this == ON_TIME || this == DISORDERED || this == LATE;
  }
}
