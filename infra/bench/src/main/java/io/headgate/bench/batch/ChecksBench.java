package io.headgate.bench.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.headgate.checks.DeequChecks;
import io.headgate.platform.batch.CheckedRows;
import io.headgate.platform.batch.RunWindow;
import io.headgate.platform.contract.Check;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.CheckResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The checks that can share a scan, against one plain scan of the columns that they look at. */
final class ChecksBench {
  private static final List<Check> CHECKS =
      List.of(
          new Check.NotNull("site_is_known", 1, "site"),
          new Check.NotNull("country_is_known", 1, "country"),
          new Check.Range("duration_is_plausible", 1, "duration_ms", 0.0, 600_000.0),
          new Check.Range("amount_is_not_negative", 1, "amount_cents", 0.0, null),
          new Check.AllowedValues("status_is_known", 1, "status", List.of("200", "404")),
          new Check.CustomSql("a_page_was_seen", 1, "url LIKE 'https://%'"));
  private static final String[] COLUMNS = {
    "country", "duration_ms", "amount_cents", "status", "url"
  };

  private final LevelsLake lake;
  private final CostMeter meter;
  private final Consumer<String> tell;

  ChecksBench(LevelsLake lake, CostMeter meter, Consumer<String> tell) {
    this.lake = lake;
    this.meter = meter;
    this.tell = tell;
  }

  /** Checks the first hour's rows; the first round does not count. */
  Goal run(int rounds) throws Exception {
    Instant start = LevelsLake.hour(0);
    Instant end = LevelsLake.hour(1);
    Dataset<Row> rows =
        lake.spark()
            .table("lake." + LevelsLake.RAW)
            .where(col("occurred_at").geq(lit(start)))
            .where(col("occurred_at").lt(lit(end)));
    CheckedRows checked =
        new CheckedRows(
            new RunWindow(Grain.HOURLY, start, end),
            rows,
            Optional.empty(),
            (metric, from, until) -> Map.of(),
            name -> lake.spark().emptyDataFrame());
    List<Cost> scans = new ArrayList<>();
    List<Cost> checks = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Cost scan = meter.measure(() -> scan(rows)).cost();
      Cost check = meter.measure(() -> check(checked)).cost();
      tell.accept("round %d: scan %s; checks %s".formatted(round, scan, check));
      if (round > 0) {
        scans.add(scan);
        checks.add(check);
      }
    }
    Cost scan = Cost.median(scans);
    Cost check = Cost.median(checks);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", rows.count());
    figures.put("one scan of the same six columns", scan);
    figures.put(CHECKS.size() + " checks", check);
    figures.put(
        "by the clock", String.format(Locale.ROOT, "%.2f", check.seconds() / scan.seconds()));
    return Goal.atMost(
        "checks that can share a scan, over one plain scan",
        check.taskSeconds() / scan.taskSeconds(),
        1.3,
        figures);
  }

  private static boolean scan(Dataset<Row> rows) {
    rows.select("site", COLUMNS).write().format("noop").mode("overwrite").save();
    return true;
  }

  private static boolean check(CheckedRows checked) {
    List<CheckResult> results = new DeequChecks().evaluate(CHECKS, checked).results();
    if (!results.stream().allMatch(each -> each.outcome() == CheckResult.Outcome.PASSED)) {
      throw new HeadgateException(ExitCode.BUG, "Cannot measure the checks: they fail, " + results);
    }
    return true;
  }
}
