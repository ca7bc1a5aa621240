package io.headgate.platform.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.contract.InvalidPipelineException;
import io.headgate.platform.contract.Mistake;
import io.headgate.platform.contract.PipelineFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clicks make of raw reads a day (a funnel) or two (sessions, a transform) back. */
class LookBacksTest {
  private static final Path CLICKS = Path.of("src/test/resources/pipelines/clicks");

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    folder = temp.resolve("clicks");
    try (Stream<Path> files = Files.walk(CLICKS)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(CLICKS.relativize(file).toString()));
      }
    }
  }

  @Test
  void whatLooksFurtherBackIntoRawThanItIsKeptIsReportedWithItsLine() throws IOException {
    keepRaw("P1D");

    assertThatThrownBy(load())
        .isInstanceOfSatisfying(
            InvalidPipelineException.class,
            e ->
                assertThat(e.mistakes())
                    .extracting(Mistake::toString)
                    .containsExactly(
                        "pipeline.yaml:23: curated.visits reads raw.clicks PT25H back, of which a day is kept for P1D from its end on (retention.raw), so the first is gone when a window is over. Give retention.raw P3D or more.",
                        "pipeline.yaml:34: curated.checkout reads raw.clicks PT1H back, of which a day is kept for P1D from its end on (retention.raw), so the first is gone when a window is over. Give retention.raw P2D or more.",
                        "pipeline.yaml:50: curated.shopper_features reads raw.clicks P2D back, of which a day is kept for P1D from its end on (retention.raw), so the first is gone when a window is over. Give retention.raw P3D or more, or a shorter look_back."));
  }

  @Test
  void theFirstDayMustBeThereForAMomentAfterTheWindow() throws IOException {
    keepRaw("P2D");
    assertThatThrownBy(load())
        .hasMessageContainingAll("curated.visits", "curated.shopper_features");

    keepRaw("PT48H1S");
    assertThat(PipelineFolder.load(folder).retention().raw()).isEqualTo(Duration.parse("PT48H1S"));
  }

  @Test
  void aLookBackIntoWhatIsKeptForEverIsAsLongAsItLikes() throws IOException {
    keepRaw("P3D");
    replace("view: days, look_back: P2D", "view: days, look_back: P90D");

    assertThat(PipelineFolder.load(folder).transforms()).hasSize(2);
  }

  /** As retention and runs count: a date is gone so long after its end, and is read as a whole. */
  @ParameterizedTest
  @CsvSource({
    "DAILY, PT0S", "DAILY, PT1H", "DAILY, P1D", "DAILY, PT25H", "DAILY, P7D",
    "HOURLY, PT0S", "HOURLY, PT20M", "HOURLY, PT1H", "HOURLY, PT25H", "HOURLY, PT30H10M",
    "MINUTELY, PT1M"
  })
  void theLongestThatADayIsReadAfterItsEndIsTheLookBackInWholePartitions(
      Grain grain, Duration lookBack) {
    Instant day = Instant.parse("2026-11-12T00:00:00Z");

    Duration longest =
        IntStream.range(0, 24)
            .mapToObj(hour -> grain.partitionStart(day.plus(Duration.ofHours(hour))))
            .map(
                start -> {
                  Instant first = Grain.DAILY.partitionStart(start.minus(lookBack));
                  return Duration.between(
                      Grain.DAILY.partitionEnd(first), grain.partitionEnd(start));
                })
            .max(Duration::compareTo)
            .orElseThrow();

    assertThat(grain.outlasting(lookBack)).isEqualTo(longest);
  }

  private ThrowingCallable load() {
    return () -> PipelineFolder.load(folder);
  }

  private void keepRaw(String kept) throws IOException {
    Files.copy(
        CLICKS.resolve("pipeline.yaml"),
        folder.resolve("pipeline.yaml"),
        StandardCopyOption.REPLACE_EXISTING);
    replace("dead_letters: P7D }", "dead_letters: P7D, raw: %s }".formatted(kept));
  }

  private void replace(String old, String replacement) throws IOException {
    Path yaml = folder.resolve("pipeline.yaml");
    String text = Files.readString(yaml);
    assertThat(text).contains(old);
    Files.writeString(yaml, text.replace(old, replacement));
  }
}
