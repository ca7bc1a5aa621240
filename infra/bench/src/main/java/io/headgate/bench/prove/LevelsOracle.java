package io.headgate.bench.prove;

import io.headgate.bench.oracle.ClickOracle;
import io.headgate.bench.oracle.LakeFiles;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.oracle.WindowOracle;
import io.headgate.bench.stack.BenchStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Raw and every level of {@link LeveledClicks} in both stores, against the topic. */
record LevelsOracle(BenchStack stack, LeveledClicks clicks, Consumer<String> tell) {
  /** A rollup, by the width of its windows. */
  private enum Level {
    /** ClickHouse shows it as the aggregate that it makes final. */
    MINUTELY(60_000_000L),
    HOURLY(3_600_000_000L),
    DAILY(86_400_000_000L);

    private final long micros;

    Level(long micros) {
      this.micros = micros;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Holds both stores against the topic as it is now. */
  Verdict judge() throws SQLException, IOException {
    try (ClickOracle oracle =
            ClickOracle.of(stack, clicks.pipeline(), clicks.schema().definition());
        Connection clickHouse = stack.clickHouseOfAnalysts();
        Connection readers = stack.catalogOfReaders()) {
      Verdict all =
          told("raw in Iceberg", oracle.raw(clicks.pipeline().rawTable()))
              .and(
                  told(
                      "minutes in ClickHouse",
                      oracle.windows("analyst." + clicks.pipeline().aggregate(), "true")));
      WindowOracle windows = oracle.windowOracle();
      List<String> keys = List.of("window_start", "site");
      for (Level level : Level.values()) {
        String expected = expected(level.micros);
        if (level != Level.MINUTELY) {
          all =
              all.and(
                  told(
                      level + " in ClickHouse",
                      windows.check(
                          expected,
                          clickHouse,
                          actual(
                              "toUnixTimestamp64Micro(window_start)",
                              clicks.view(level.toString())),
                          keys)));
        }
        all =
            all.and(
                told(
                    level + " in Iceberg",
                    windows.check(
                        "iceberg " + level,
                        expected,
                        actual(
                            "epoch_us(window_start)",
                            LakeFiles.published(readers, clicks.dataset(level.toString()))
                                .relation()),
                        keys)));
      }
      return all;
    }
  }

  private Verdict told(String what, Verdict verdict) {
    tell.accept("  %s: %s".formatted(what, verdict.passed() ? "equal" : "DIFFERS\n" + verdict));
    return verdict;
  }

  private static String expected(long micros) {
    return """
    SELECT (occurred_at // %1$d) * %1$d AS window_start, site, count(*) AS clicks,
      sum(amount_cents)::BIGINT AS amount_cents, max(duration_ms)::BIGINT AS longest_duration_ms
    FROM events GROUP BY ALL
    """
        .formatted(micros);
  }

  private static String actual(String start, String relation) {
    return "SELECT %s AS window_start, site, CAST(clicks AS BIGINT) AS clicks, CAST(amount_cents AS BIGINT) AS amount_cents, CAST(longest_duration_ms AS BIGINT) AS longest_duration_ms FROM %s"
        .formatted(start, relation);
  }
}
