package io.headgate.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.bench.live.Quarters.Reading;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void percentilesAreValuesThatOccurred() {
    List<Duration> latencies =
        IntStream.rangeClosed(1, 200).mapToObj(each -> Duration.ofSeconds(each)).toList();

    assertThat(Percentiles.of(latencies)).isEqualTo(new Percentiles(200, 100, 190, 198, 200));
  }

  @Test
  void theLastQuarterIsHeldAgainstTheSecond() {
    List<Reading> readings =
        IntStream.range(0, 100)
            .mapToObj(each -> new Reading(each / 100.0, each < 25 ? 900 : each < 75 ? 100 : 110))
            .toList();

    assertThat(Quarters.of(readings)).isEqualTo(new Quarters(100, 110, 1.1));
  }
}
