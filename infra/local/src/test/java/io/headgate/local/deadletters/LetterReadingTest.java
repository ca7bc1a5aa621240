package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is listed, shown and selected; each test has a topic of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LetterReadingTest {
  private static final byte[] KEY = "ATL".getBytes(UTF_8);
  private static final byte[] TEXT = "{\"origin\": \"ATL\"}".getBytes(UTF_8);
  private static final byte[] BINARY = {0, -1, -128, 127, 10, 0};
  private static final Progress QUIET = (done, of) -> {};
  private static final int ALL = Integer.MAX_VALUE;

  private LetterStores stores;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stores = new LetterStores(folder);
  }

  @AfterAll
  void stop() {
    stores.close();
  }

  @Test
  void filtersSelectByReasonSchemaTimeAndPlaceAndALimitTakesTheNewest() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    Position one = topic.send(0, KEY, TEXT);
    Position two = topic.send(0, KEY, TEXT);
    Position three = topic.send(1, KEY, TEXT);
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    topic.refused(one, Optional.of(7), "RULE_BROKEN", noon);
    topic.refused(two, Optional.of(8), "RULE_BROKEN", noon.plusMillis(1));
    topic.refused(three, Optional.empty(), "NOT_AVRO", noon.plusSeconds(60));

    String name = topic.name();
    assertThat(selected(name, "RULE_BROKEN", null, null, null, ALL)).containsExactly(two, one);
    assertThat(selected(name, null, 7, null, null, ALL)).containsExactly(one);
    assertThat(selected(name, null, null, noon.plusMillis(1), null, ALL))
        .containsExactly(three, two);
    assertThat(selected(name, null, null, null, noon.plusMillis(1), ALL)).containsExactly(one);
    assertThat(selected(name, null, null, null, null, 2)).containsExactly(three, two);
    assertThat(selected("another", null, null, null, null, ALL)).isEmpty();
  }

  @Test
  void aListCountsKindsAndTellsWhatWasReplayed() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    Position original = topic.refuse(0, KEY, TEXT);
    replay(topic.filter());
    Position failed = new Position(topic.name(), 0, 1);
    topic.refused(failed, Optional.of(7), "RULE_BROKEN", Instant.parse("2026-11-20T11:00:00Z"));

    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      String text = LetterList.text(letters, topic.filter(), 20, QUIET);

      assertThat(columns(text))
          .containsSubsequence(
              List.of("NOT_AVRO", "none", "1", "2026-11-20T10:00:05Z", "2026-11-20T10:00:05Z"),
              List.of("RULE_BROKEN", "7", "1", "2026-11-20T11:00:00Z", "2026-11-20T11:00:00Z"))
          .containsSubsequence(
              List.of(
                  failed.toString(),
                  "2026-11-20T11:00:00Z",
                  "RULE_BROKEN",
                  "7",
                  "The value does not begin with a zero byte and a schema id...",
                  "failed again, attempt 1 of " + original),
              List.of(
                  original.toString(),
                  "2026-11-20T10:00:05Z",
                  "NOT_AVRO",
                  "none",
                  "The value does not begin with a zero byte and a schema id...",
                  "replayed, attempt 1"));
      assertThat(text).contains("The newest 2 of 2:");
    }
  }

  @Test
  void aLetterIsShownWithAllThatIsKnownOfIt() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    Position position =
        topic.send(
            0,
            KEY,
            Event.bytes(stores.schemaId(), "shown"),
            new RecordHeader("trace", "abc".getBytes(UTF_8)),
            new RecordHeader("bits", BINARY));
    topic.refused(
        position,
        Optional.of(stores.schemaId()),
        "RULE_BROKEN",
        Instant.parse("2026-11-20T10:00:05.5Z"));

    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      assertThat(LetterPage.text(letters, position, QUIET))
          .contains(
              "position   " + position,
              "broker at  2026-11-20T10:00:00.123Z",
              "failed at  2026-11-20T10:00:05.500Z",
              "reason     RULE_BROKEN",
              "key        \"ATL\"",
              "  trace = \"abc\"",
              "  bits = 0x00ff807f0a00",
              "event      io.headgate.aviation.Departure, schema " + stores.schemaId(),
              "  \"scheduled_at\" : \"2026-11-19T23:59:30Z\"",
              // The fifth byte of the schema id, then the length and text of the event's id.
              "0a 73 68 6f 77 6e",
              "so far     none",
              "a replay   sends it to partition 0 of " + topic.name() + ", attempt 1");
    }
  }

  @Test
  void badInputIsToldWithItsRemedy() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    Position nowhere = new Position(topic.name(), 0, 99);

    assertThatThrownBy(() -> DeadLetters.open(stores.settings(), "flight"))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessage(
            "Cannot find pipeline 'flight': the registry knows these: [flights]. Correct --pipeline, or apply its folder first.");
    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      assertThatThrownBy(() -> LetterPage.text(letters, nowhere, QUIET))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
          .hasMessage(
              "Cannot show %s: quarantine.flights has no record of this position. Copy one from headgate dlq list."
                  .formatted(nowhere));
    }
    assertThatThrownBy(() -> replay(LetterFilter.of(nowhere)))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith("Cannot replay " + nowhere + ": not among the selected records");
    assertThatThrownBy(() -> Position.parse("flights/0"))
        .hasMessage(
            "Cannot read position 'flights/0': it is not topic/partition/offset. Copy one from headgate dlq list.");
    assertThat(replay(topic.filter()).text(false))
        .isEqualTo("Nothing is selected, so nothing was sent.");
  }

  @Test
  void aBrokerThatIsDownIsToldAsSuch() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.refuse(0, KEY, TEXT);

    try (DeadLetters letters =
        DeadLetters.open(
            stores.settingsWith("kafka.bootstrap-servers", "127.0.0.1:1"), "flights")) {
      assertThatThrownBy(
              () ->
                  new LetterReplay(letters, false, false, 500)
                      .run(topic.filter(), ALL, QUIET, QUIET))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              down -> assertThat(down.exitCode()).isEqualTo(ExitCode.DEPENDENCY_DOWN))
          .hasMessageStartingWith("Cannot read the topics of the dead letters at 127.0.0.1:1: ")
          .hasMessageEndingWith(
              "Look at `headgate status` and `headgate logs kafka`, and run it again.");
    }
  }

  private ReplayReport replay(LetterFilter filter) throws Exception {
    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      return new LetterReplay(letters, false, false, 500).run(filter, ALL, QUIET, QUIET);
    }
  }

  private List<Position> selected(
      String topic, String reason, Integer schemaId, Instant since, Instant until, int limit) {
    LetterFilter filter = new LetterFilter(reason, schemaId, topic, since, until, Set.of());
    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      return letters.quarantine().places(filter, limit).stream()
          .map(LetterPlace::position)
          .toList();
    }
  }

  private static List<List<String>> columns(String text) {
    return text.lines()
        .filter(line -> line.startsWith("|"))
        .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
        .toList();
  }
}
