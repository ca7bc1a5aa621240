package io.headgate.streaming.stage;

/** Why a record is quarantined; stable names, told in quarantine and dead letters. */
public enum ErrorClass {
  /** The record has no value, or one of no bytes. */
  EMPTY_VALUE,
  /** The value does not begin with the magic byte and a schema id. */
  NOT_AVRO,
  /** The registry does not know the schema id. */
  UNKNOWN_SCHEMA,
  /** The bytes are not what the writer schema says: truncated, damaged or too long. */
  UNDECODABLE,
  /** What the writer schema describes cannot be read as the contract's schema. */
  INCOMPATIBLE_SCHEMA,
  /** The event breaks a rule of the contract. */
  RULE_BROKEN,
  /** The event's time is further ahead of the broker's timestamp than the contract tolerates. */
  EVENT_TIME_AHEAD,
  /** Refused when it was first read, by a schema that was unknown or a rule that has changed. */
  REFUSED_EARLIER
}
