package io.headgate.gateway.event;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields of an event, as they were sent. */
public sealed interface Payload {
  /** As a JSON object. */
  record OfJson(ObjectNode fields) implements Payload {}

  /** As one Avro datum in the schema that the batch names. */
  @SuppressWarnings("ArrayRecordComponent")
  record OfAvro(byte[] datum) implements Payload {}
}
