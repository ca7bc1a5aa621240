package io.headgate.bench.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headgate.bench.stack.ThreadSeconds;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarginalTest {
  private static final long SMALL = 1_000_000;
  private static final long LARGE = 3_000_000;

  @Test
  void startsDoNotCount() {
    Marginal marginal =
        Marginal.of(
            "ours",
            500,
            List.of(run("ours", 1, SMALL, 20, "passed"), run("ours", 1, LARGE, 30, "passed")));

    assertThat(marginal.cpuSeconds()).isCloseTo(5, within(1e-9));
    assertThat(marginal.threads().tasks()).isCloseTo(4.5, within(1e-9));
    assertThat(marginal.threads().collector()).isCloseTo(0.5, within(1e-9));
    assertThat(marginal.rounds()).isEqualTo(1);
  }

  @Test
  void theMedianOfTheRoundsIsTold() {
    Marginal marginal =
        Marginal.of(
            "ours",
            500,
            List.of(
                run("ours", 1, SMALL, 20, "passed"),
                run("ours", 1, LARGE, 30, "passed"),
                run("ours", 2, SMALL, 20, "passed"),
                run("ours", 2, LARGE, 90, "passed"),
                run("ours", 3, SMALL, 20, "passed"),
                run("ours", 3, LARGE, 32, "passed")));

    assertThat(marginal.cpuSeconds()).isCloseTo(6, within(1e-9));
  }

  @Test
  void aRoundWithARefusedRunIsLeftOut() {
    Marginal marginal =
        Marginal.of(
            "ours",
            500,
            List.of(
                run("ours", 1, SMALL, 20, "passed"),
                run("ours", 1, LARGE, 21, "raw: missing: 1, first t-0@7"),
                run("ours", 2, SMALL, 20, "passed"),
                run("ours", 2, LARGE, 30, "passed")));

    assertThat(marginal.rounds()).isEqualTo(1);
    assertThat(marginal.failed()).isEqualTo(1);
    assertThat(marginal.cpuSeconds()).isCloseTo(5, within(1e-9));
  }

  @Test
  void noiseIsHowFarTwoEqualCandidatesAreApart() {
    DrainReport report =
        DrainReport.of(
            "raw",
            "plain",
            "again",
            List.of(
                run("plain", 1, SMALL, 20, "passed"),
                run("plain", 1, LARGE, 30, "passed"),
                run("again", 1, SMALL, 20, "passed"),
                run("again", 1, LARGE, 31, "passed")));

    assertThat(report.noise(500))
        .hasValueSatisfying(noise -> assertThat(noise).isCloseTo(0.1, within(1e-9)));
  }

  private static RunFigures run(
      String candidate, int round, long events, double cpuSeconds, String verdict) {
    // A tenth of the time is the collector's.
    ThreadSeconds threads = new ThreadSeconds(0.9 * cpuSeconds, 0, 0.1 * cpuSeconds, 0, 0);
    return new RunFigures(
        candidate, round, 500, events, 10, cpuSeconds, threads, 1, 1, 1, 1, 1, verdict);
  }
}
