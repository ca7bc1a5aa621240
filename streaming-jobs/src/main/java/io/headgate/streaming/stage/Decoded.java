package io.headgate.streaming.stage;

import static java.util.Objects.requireNonNull;

import javax.annotation.Nullable;
import org.apache.avro.generic.GenericRecord;

/**
 * What became of a Kafka value: an event, or the reason why there is none.
 *
 * @param event the event in the reader schema; valid until the next call of the decoder
 * @param schemaId the id in the wire header, or null when there was no header
 * @param error why there is no event, or null when there is one
 * @param message what a person reads about it; no row contents
 */
record Decoded(
    @Nullable GenericRecord event,
    @Nullable Integer schemaId,
    @Nullable ErrorClass error,
    @Nullable String message) {

  static Decoded event(GenericRecord event, int schemaId) {
    return new Decoded(requireNonNull(event), schemaId, null, null);
  }

  static Decoded failed(@Nullable Integer schemaId, ErrorClass error, String message) {
    return new Decoded(null, schemaId, requireNonNull(error), requireNonNull(message));
  }
}
