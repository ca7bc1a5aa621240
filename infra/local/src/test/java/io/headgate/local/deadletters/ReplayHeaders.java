package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The headers of a record, read without the code under test. */
final class ReplayHeaders {
  private ReplayHeaders() {}

  static Optional<String> mark(ConsumerRecord<?, ?> record) {
    return text(record, "headgate.replay-of")
        .map(original -> original + "#" + text(record, "headgate.replay-attempt").orElse("none"));
  }

  /** Headers that are no marks, each as name and bytes. */
  static List<String> own(ConsumerRecord<?, ?> record) {
    return Arrays.stream(record.headers().toArray())
        .filter(header -> !header.key().startsWith("headgate.replay"))
        .map(header -> header.key() + "=" + Arrays.toString(header.value()))
        .toList();
  }

  private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, UTF_8));
  }
}
