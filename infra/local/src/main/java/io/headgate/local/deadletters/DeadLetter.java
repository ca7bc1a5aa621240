package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.annotation.Nullable;
import org.apache.kafka.common.header.Header;

/**
 * A record that was refused, as the quarantine table has it.
 *
 * @param position where it came from
 * @param schemaId the schema id in its value, or null when it has none
 * @param brokerAt its timestamp in Kafka, to the millisecond
 * @param key its bytes, or null
 * @param value its bytes, or null
 * @param errorClass kind of failure
 * @param message the reason in words
 * @param failedAt when it was refused
 * @param headers its headers in their order, or null when the table does not keep them
 */
record DeadLetter(
    Position position,
    @Nullable Integer schemaId,
    Instant brokerAt,
    @Nullable ByteBuffer key,
    @Nullable ByteBuffer value,
    String errorClass,
    String message,
    Instant failedAt,
    @Nullable List<Header> headers) {
  DeadLetter {
    requireNonNull(position);
    requireNonNull(brokerAt);
    requireNonNull(errorClass);
    requireNonNull(message);
    requireNonNull(failedAt);
    headers = headers == null ? null : List.copyOf(headers);
  }

  Optional<byte[]> keyBytes() {
    return Optional.ofNullable(key).map(DeadLetter::copy);
  }

  Optional<byte[]> valueBytes() {
    return Optional.ofNullable(value).map(DeadLetter::copy);
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }
}
