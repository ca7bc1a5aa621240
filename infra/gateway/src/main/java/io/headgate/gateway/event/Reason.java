package io.headgate.gateway.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an event was not simply accepted; stable names. */
public enum Reason {
  /** What stands around the payload is missing or of the wrong type. Rejected. */
  INVALID_EVENT,
  /** The topic carries several types of events, and the event names none of them. Rejected. */
  UNKNOWN_EVENT_TYPE,
  /** The payload cannot be written in the schema. Rejected. */
  SCHEMA_MISMATCH,
  /** The payload says another id than the event around it. Rejected. */
  CONTRADICTION,
  /** The event is larger than Kafka takes. Rejected. */
  TOO_LARGE,
  /** It breaks a rule that would stop the stream. Rejected. */
  STOPS_STREAM,
  /** It breaks a rule of the contract. Dead-lettered. */
  RULE_BROKEN,
  /** Its time is further ahead than the contract tolerates. Dead-lettered. */
  EVENT_TIME_AHEAD,
  /** Kafka did not acknowledge it in time: it may or may not be there. Send it again. */
  NOT_ACKNOWLEDGED;

  @JsonValue
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
