package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Header;

/** What {@code headgate dlq show} prints: everything of one letter. */
public final class LetterPage {
  private final DeadLetters store;
  private final DeadLetter letter;
  private final SourceTrail trail;
  private final List<String> lines = new ArrayList<>();

  private LetterPage(DeadLetters store, DeadLetter letter, SourceTrail trail) {
    this.store = store;
    this.letter = letter;
    this.trail = trail;
  }

  /**
   * The letter at a position.
   *
   * @param scanning told how many records of the topic are read
   * @throws HeadgateException when there is none at this position
   */
  public static String text(DeadLetters store, Position position, Progress scanning) {
    DeadLetter letter =
        store.quarantine().newest(LetterFilter.of(position), 1).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new HeadgateException(
                        ExitCode.BAD_CONFIGURATION,
                        "Cannot show %s: quarantine.%s has no record of this position. Copy one from headgate dlq list."
                            .formatted(position, store.contract().name())));
    SourceTrail trail = SourceScan.of(store.topics(), List.of(LetterPlace.of(letter)), scanning);
    return new LetterPage(store, letter, trail).text();
  }

  private String text() {
    line("position", letter.position().toString());
    line("broker at", letter.brokerAt().toString());
    line("failed at", letter.failedAt().toString());
    line("reason", letter.errorClass());
    line("message", letter.message());
    line("key", letter.keyBytes().map(LetterPage::readable).orElse("null"));
    headers();
    event();
    value();
    LetterFacts facts = LetterFacts.of(List.of(letter), trail, store);
    ReplayPlan.Decision decision =
        new ReplayPlan(trail.attempts(), false).decide(facts.letters(), facts.applied()).get(0);
    line("so far", LetterList.replay(letter, trail));
    line(
        "a replay",
        decision.sends()
            ? "sends it to partition %d of %s, attempt %d"
                .formatted(
                    letter.position().partition(),
                    letter.position().topic(),
                    decision.mark().attempt())
            : decision.verdict().toString());
    return String.join(System.lineSeparator(), lines);
  }

  private void headers() {
    Optional<List<Header>> headers = trail.headers(letter);
    if (headers.isEmpty()) {
      line("headers", "not known: the topic does not have the record any more");
    } else if (headers.get().isEmpty()) {
      line("headers", "none");
    } else {
      line("headers", "");
      for (Header header : headers.get()) {
        lines.add(
            "  %s = %s"
                .formatted(
                    header.key(), header.value() == null ? "null" : readable(header.value())));
      }
    }
  }

  private void event() {
    Optional<GenericRecord> event = letter.valueBytes().flatMap(store.decoder()::decode);
    if (event.isEmpty()) {
      line("event", "does not decode with schema " + letter.schemaId() + " now");
      return;
    }
    line("event", event.get().getSchema().getFullName() + ", schema " + letter.schemaId());
    lines.add(pretty(store.decoder().json(event.get())).indent(2).stripTrailing());
  }

  private void value() {
    Optional<byte[]> value = trail.value(letter);
    line("value", value.map(bytes -> bytes.length + " bytes").orElse("null"));
    value
        .filter(bytes -> bytes.length > 0)
        .ifPresent(bytes -> lines.add(HexDump.of(bytes).indent(2).stripTrailing()));
  }

  private void line(String name, String text) {
    lines.add("%-10s %s".formatted(name, text).stripTrailing());
  }

  private static String pretty(String json) {
    try {
      return Json.MAPPER.readTree(json).toPrettyString();
    } catch (JsonProcessingException e) {
      return json;
    }
  }

  /** As text where the bytes are text, else in hexadecimal. */
  private static String readable(byte[] bytes) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().noneMatch(Character::isISOControl)) {
        return "\"" + text + "\"";
      }
    } catch (CharacterCodingException notText) {
      // Shown as bytes.
    }
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
