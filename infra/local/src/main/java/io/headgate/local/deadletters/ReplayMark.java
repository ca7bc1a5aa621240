package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What tells a replayed record from others; it travels in two headers.
 *
 * @param original the record that was refused first, whatever was replayed since
 * @param attempt counts from 1
 */
public record ReplayMark(Position original, int attempt) {
  static final String REPLAY_OF = "headgate.replay-of";
  static final String ATTEMPT = "headgate.replay-attempt";

  public ReplayMark {
    requireNonNull(original);
  }

  /** The mark of a record; empty for one that is no replay of ours. */
  static Optional<ReplayMark> of(Iterable<Header> headers) {
    Optional<Position> original = Optional.empty();
    int attempt = 1;
    for (Header header : headers) {
      if (header.key().equals(REPLAY_OF)) {
        original = Position.find(text(header));
      } else if (header.key().equals(ATTEMPT) && text(header).matches("[0-9]{1,9}")) {
        attempt = Integer.parseInt(text(header));
      }
    }
    int newest = attempt;
    return original.map(position -> new ReplayMark(position, newest));
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), UTF_8);
  }

  static boolean isMark(Header header) {
    return header.key().equals(REPLAY_OF) || header.key().equals(ATTEMPT);
  }

  List<Header> headers() {
    return List.of(
        new RecordHeader(REPLAY_OF, original.toString().getBytes(UTF_8)),
        new RecordHeader(ATTEMPT, Integer.toString(attempt).getBytes(UTF_8)));
  }
}
