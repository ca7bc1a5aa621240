package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, and what is not; each test has a topic of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LetterReplayTest {
  private static final byte[] KEY = "ATL".getBytes(UTF_8);
  private static final byte[] TEXT = "{\"origin\": \"ATL\"}".getBytes(UTF_8);
  private static final byte[] BINARY = {0, -1, -128, 127, 10, 0};
  private static final Progress QUIET = (done, of) -> {};
  private static final int ALL = Integer.MAX_VALUE;

  private LetterStores stores;
  private DeadLettersProcess process;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stores = new LetterStores(folder);
    process = new DeadLettersProcess(folder, stores.properties());
  }

  @AfterAll
  void stop() {
    stores.close();
  }

  @Test
  void aReplayIsTheOriginalByteForByteAndCarriesTheMark() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.send(1, KEY, TEXT);
    topic.refuse(1, null, BINARY);
    topic.refuse(1, KEY, new byte[0]);
    topic.refuse(1, KEY, null);
    topic.refuse(
        0,
        BINARY,
        TEXT,
        new RecordHeader("trace", BINARY),
        new RecordHeader("trace", new byte[0]),
        new RecordHeader("nothing", null));

    ReplayReport report = replay(topic.filter());

    assertThat(report.count(Verdict.SEND)).isEqualTo(4);
    assertThat(report.withoutHeaders()).isZero();
    assertThat(topic.records()).hasSize(9);
    for (ConsumerRecord<byte[], byte[]> replayed : topic.records()) {
      ReplayHeaders.mark(replayed)
          .ifPresent(
              mark -> {
                assertThat(mark).endsWith("#1");
                assertThat(identity(replayed)).isEqualTo(identity(topic.at(mark)));
              });
    }
    assertThat(topic.replays())
        .containsExactlyInAnyOrder(
            topic.name() + "/1/1#1",
            topic.name() + "/1/2#1",
            topic.name() + "/1/3#1",
            topic.name() + "/0/0#1");
  }

  @Test
  void aDryRunDecidesTheSameAndSendsNothing() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.refuse(0, KEY, TEXT);

    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      ReplayReport report =
          new LetterReplay(letters, true, false, 500).run(topic.filter(), ALL, QUIET, QUIET);

      assertThat(report.count(Verdict.SEND)).isEqualTo(1);
      assertThat(report.text(true))
          .contains(topic.name() + "/0/0 would be sent, attempt 1")
          .endsWith("Nothing was sent: this was a dry run.");
    }
    assertThat(topic.replays()).isEmpty();
  }

  @Test
  void aReplayThatIsKilledAndRunAgainSendsEachLetterOnce() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.refuseMany(30, TEXT);

    process.killReplayAfter(topic, 3);
    int sent = topic.replays().size();
    ReplayReport second = replay(topic.filter());

    assertThat(sent).isBetween(3, 29);
    assertThat(second.count(Verdict.REPLAYED_ALREADY)).isEqualTo(sent);
    assertThat(second.count(Verdict.SEND)).isEqualTo(30 - sent);
    assertThat(topic.replays()).hasSize(30).doesNotHaveDuplicates();
  }

  @Test
  void whatFailsAgainIsSentOnceMoreOnlyOnDemand() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    Position original = topic.refuse(0, KEY, TEXT);
    replay(topic.filter());
    Position replayed = new Position(topic.name(), 0, original.offset() + 1);
    topic.refused(replayed, Optional.empty(), "NOT_AVRO", Instant.parse("2026-11-20T11:00:00Z"));

    ReplayReport cautious = replay(topic.filter());
    assertThat(cautious.letters())
        .isEqualTo(Map.of(Verdict.REPLAYED_ALREADY, 1L, Verdict.FAILED_AGAIN, 1L));

    ReplayReport again = replayAgain(topic.filter());
    assertThat(again.letters()).isEqualTo(Map.of(Verdict.REPLAYED_ALREADY, 1L, Verdict.SEND, 1L));
    assertThat(topic.replays()).containsExactly(original + "#1", original + "#2");
    assertThat(replayAgain(topic.filter()).letters())
        .isEqualTo(Map.of(Verdict.REPLAYED_ALREADY, 2L));
  }

  @Test
  void anEventThatRawHasIsNotAppliedAgain() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    refuseEvent(topic, "there");
    refuseEvent(topic, "missing");
    refuseEvent(topic, "missing");
    stores.append(
        "raw.flights",
        List.of(Map.of("event_id", "there", "event_date", LocalDate.of(2026, 11, 19))));
    // The same id on another day is another event's.
    stores.append(
        "raw.flights",
        List.of(Map.of("event_id", "missing", "event_date", LocalDate.of(2026, 11, 20))));

    assertThat(replay(topic.filter()).letters())
        .isEqualTo(Map.of(Verdict.IN_RAW, 1L, Verdict.SEND, 1L, Verdict.SAME_EVENT, 1L));
    assertThat(topic.replays()).containsExactly(topic.name() + "/0/1#1");
  }

  @Test
  void aReplayIsFoundInATopicThatHasForgottenTheOriginal() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.refuse(0, KEY, TEXT);
    topic.forget();

    ReplayReport report = replay(topic.filter());

    assertThat(report.count(Verdict.SEND)).isEqualTo(1);
    assertThat(topic.records())
        .singleElement()
        .satisfies(sent -> assertThat(sent.value()).isEqualTo(TEXT));
    assertThat(replay(topic.filter()).count(Verdict.REPLAYED_ALREADY)).isEqualTo(1);
  }

  @Test
  void headersThatTheTableKeepsOutliveTheTopic() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.refuse(
        0, KEY, TEXT, new RecordHeader("trace", BINARY), new RecordHeader("nothing", null));
    List<String> own = ReplayHeaders.own(topic.records().get(0));
    topic.forget();

    ReplayReport report = replay(topic.filter());

    assertThat(report.withoutHeaders()).isZero();
    assertThat(topic.records())
        .singleElement()
        .satisfies(sent -> assertThat(ReplayHeaders.own(sent)).isEqualTo(own).hasSize(2));
  }

  @Test
  void aReplayIsFoundInATopicThatWasDeletedAndMadeAgain() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    topic.send(0, KEY, TEXT);
    Position original = topic.refuse(0, KEY, TEXT);
    topic.makeAnew();
    topic.send(0, KEY, BINARY);

    assertThat(replay(topic.filter()).count(Verdict.SEND)).isEqualTo(1);
    assertThat(topic.records()).hasSize(2);
    topic.send(0, KEY, BINARY);

    assertThat(replay(topic.filter()).count(Verdict.REPLAYED_ALREADY)).isEqualTo(1);
    assertThat(topic.replays()).containsExactly(original + "#1");
  }

  @Test
  void aReplayKeepsToItsRate() throws Exception {
    SourceTopic topic = SourceTopic.create(stores);
    for (int i = 0; i < 5; i++) {
      topic.refuse(0, KEY, TEXT);
    }
    long[] scannedAndSentAt = new long[2];

    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      new LetterReplay(letters, false, false, 2)
          .run(
              topic.filter(),
              ALL,
              (done, of) -> scannedAndSentAt[0] = System.nanoTime(),
              (done, of) -> scannedAndSentAt[1] = System.nanoTime());
    }

    // The fifth may be sent two seconds after the first. A slow machine takes longer, never less.
    assertThat(scannedAndSentAt[1] - scannedAndSentAt[0]).isGreaterThan(2_000_000_000L);
  }

  private ReplayReport replay(LetterFilter filter) throws Exception {
    return replay(filter, false);
  }

  private ReplayReport replayAgain(LetterFilter filter) throws Exception {
    return replay(filter, true);
  }

  private ReplayReport replay(LetterFilter filter, boolean again) throws Exception {
    try (DeadLetters letters = DeadLetters.open(stores.settings(), "flights")) {
      return new LetterReplay(letters, false, again, 500).run(filter, ALL, QUIET, QUIET);
    }
  }

  private void refuseEvent(SourceTopic topic, String eventId) throws Exception {
    Position position = topic.send(0, KEY, Event.bytes(stores.schemaId(), eventId));
    topic.refused(
        position,
        Optional.of(stores.schemaId()),
        "RULE_BROKEN",
        Instant.parse("2026-11-20T10:00:05Z"));
  }

  private static List<Object> identity(ConsumerRecord<byte[], byte[]> record) {
    return Arrays.asList(
        Arrays.toString(record.key()),
        Arrays.toString(record.value()),
        record.timestamp(),
        record.partition(),
        ReplayHeaders.own(record));
  }
}
