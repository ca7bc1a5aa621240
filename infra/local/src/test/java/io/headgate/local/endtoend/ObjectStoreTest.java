package io.headgate.local.endtoend;

import static io.headgate.local.endtoend.FlightsStack.AGGREGATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.local.replay.ReplaySelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Flights, and parcels, go through a stack that keeps its warehouse in a bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObjectStoreTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  // The recording counts in minutes.
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
  // An hour back, so that what leaves late on the last day has arrived.
  private final LocalDate last =
      now.minus(Duration.ofHours(1)).atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
  private final LocalDate first = last.minusDays(1);

  private FlightsStack stack;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stack = new FlightsStack(folder, true);
    stack.up("kafka", "postgres", "clickhouse", "registry", "trino");
    stack.apply();
  }

  @AfterAll
  void stop() throws Exception {
    stack.down();
  }

  @Test
  @Order(1)
  void flightsAreIngestedPublishedAndReadFromTheBucket() throws Exception {
    // In two halves, so that the first day has files to pack.
    Instant noon = start(first).plus(Duration.ofHours(12));
    int shiftWeeks = stack.replay(ReplaySelection.of(start(first), noon), now).shiftWeeks();
    stack.runUntilAllIsRead("io.headgate.streaming.RawIngestJob", "raw.flights");
    stack.replay(ReplaySelection.of(noon, now), now);
    stack.runUntilAllIsRead("io.headgate.streaming.RawIngestJob", "raw.flights");
    stack.runUntilAllIsRead("io.headgate.streaming.AggregateJob", AGGREGATE);
    assertThat(stack.rollup("daily", first, Map.of())).isZero();

    try (FlightsTruth truth =
        new FlightsTruth(
            stack.recordings().resolve("flights-3m.parquet"),
            stack.pipelineFolder().resolve("airports.csv"),
            shiftWeeks,
            first,
            now,
            now)) {
      StoreComparison comparison = new StoreComparison(stack.stores(), truth);
      assertThat(comparison.raw()).isEmpty();
      assertThat(comparison.publishedDays(start(last))).isEmpty();
    }
  }

  @Test
  @Order(2)
  void noTableIsKeptOutsideOfTheBucket() throws Exception {
    Path bucket = stack.buckets().resolve("headgate");
    assertThat(files(bucket.resolve("warehouse/raw/flights/data"))).isNotEmpty();
    assertThat(files(bucket.resolve("warehouse/_published"))).isNotEmpty();
    assertThat(files(stack.layout().warehouse())).isEmpty();
  }

  @Test
  @Order(3)
  void compactionRewritesFilesInTheBucket() throws Exception {
    int files = stack.stores().files("raw.flights").size();
    stack.compactRaw();
    assertThat(stack.stores().files("raw.flights")).hasSizeLessThan(files);
  }

  @Test
  @Order(4)
  void aFieldIsRenamedBesideTheStreamAndNoEventIsLostOrDoubled(@TempDir Path folder)
      throws Exception {
    Parcels parcels = new Parcels(stack, folder);
    parcels.apply("weight");
    try (ParcelTraffic traffic = new ParcelTraffic(stack.kafka(), parcels.newestSchema());
        SubmittedJob stream = parcels.stream()) {
      awaitArrival(parcels, traffic.another(), stream);

      parcels.apply("weight", "grams");
      awaitArrival(parcels, traffic.use(parcels.newestSchema()), stream);
      parcels.migrate("fill");

      parcels.apply("grams");
      awaitArrival(parcels, traffic.use(parcels.newestSchema()), stream);
      await().atMost(PATIENCE).until(parcels::streamHasTakenTheVersion);
      parcels.migrate("drop");
      awaitArrival(parcels, traffic.another(), stream);

      Map<String, Integer> sent = traffic.stop();
      awaitArrival(parcels, Collections.max(sent.keySet()), stream);
      assertThat(parcels.columns()).contains("grams").doesNotContain("weight");
      assertThat(parcels.raw().stream().sorted().toList()).isEqualTo(Parcels.truth(sent));
      assertThat(stream.terminate()).as("after SIGTERM: %s", stream.log()).isZero();
    }
  }

  /** The topic has one partition, so all that was sent before has arrived too. */
  private static void awaitArrival(Parcels parcels, String event, SubmittedJob stream)
      throws IOException {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .failFast(stream.log(), () -> !stream.isRunning())
        .until(() -> parcels.has(event));
  }

  @Test
  @Order(5)
  void aWrongKeyEndsAJobWithTheSettingToCorrect() throws Exception {
    Map<String, String> wrong = Map.of("HEADGATE_S3_SECRET_ACCESS_KEY", "not-the-secret");
    assertThat(stack.rollup("daily", first, wrong)).isEqualTo(2);
  }

  @Test
  @Order(6)
  void theKeyIsInNoLogAndNoProcessList() throws Exception {
    Disclosures keys = new Disclosures(List.of(stack.properties().get("s3.secret-access-key")));
    assertThat(keys.inProcessList()).isEmpty();
    assertThat(keys.inFiles(stack.layout().home("logs"))).isEmpty();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
