package io.headgate.bench.prove;

import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.oracle.Verdict;
import io.headgate.bench.prove.Jobs.Days;
import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.JobProcess;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.components.Downloads;
import io.headgate.local.ingest.IngestProgress;
import io.headgate.local.ingest.TopicEnds;
import io.headgate.local.replay.Replay;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The recorded flights from Kafka to every level; some days lost and backfilled; a bug in a
 * rollup's SQL, found by its checks and mended. After each the stores are held against DuckDB.
 */
final class HalfYear implements AutoCloseable {
  private static final String PIPELINE = "flights";
  private static final String BUGGY = "rollup.flights_by_origin_daily";
  private static final String TOPIC = "aviation.departure.v1";
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final List<String> ROLLUPS =
      List.of(
          "flights_by_origin_hourly",
          "flights_by_origin_daily",
          "flights_by_route_daily",
          "departures_by_origin_daily");
  private static final List<String> SERVED =
      List.of(
          "departures_by_origin_hourly",
          "flights_by_origin_daily",
          "flights_by_route_daily",
          "departures_by_origin_daily");

  /** A run holds its rows on the driver. */
  private static final int DAYS_PER_RUN = 31;

  /** Of fewer no month is taken but two days. */
  private static final int DAYS_WITH_MONTHS = 90;

  private final BenchStack stack;
  private final PipelineApply apply;
  private final Jobs jobs;
  private final Random dice;
  private final Consumer<String> tell;
  private final FlightsFolder folder;
  private Days days;
  private FlightsOracle oracle;
  private Verdict verdict = new Verdict(List.of());

  HalfYear(BenchStack stack, PipelineApply apply, long seed, Consumer<String> tell)
      throws IOException {
    this.stack = stack;
    this.apply = apply;
    this.jobs = new Jobs(stack, PIPELINE, "2g", PATIENCE);
    this.dice = new Random(seed);
    this.tell = tell;
    this.folder =
        FlightsFolder.copy(
            stack.layout().repository().resolve("sql/pipelines/flights"),
            stack.layout().home("contracts").resolve(PIPELINE));
  }

  /** The whole story. */
  Verdict run(int daysSent) throws Exception {
    load(daysSent);
    build();
    Days lost = someDays();
    loseAndBackfill(lost);
    Days wrong = someDays();
    breakAndMend(wrong);
    return verdict;
  }

  private void load(int daysSent) throws Exception {
    apply.apply(folder.folder());
    Path recordings = Downloads.ofUser(line -> tell.accept("  " + line)).vegaDatasets();
    Replay.Sent sent =
        new Replay(stack.registry(), stack.kafka(), recordings, Clock.systemUTC())
            .sendPast(PIPELINE, daysSent, (events, ofAtMost) -> {});
    LocalDate first = LocalDate.of(2001, 1, 1).plusWeeks(sent.shiftWeeks());
    days = new Days(first, first.plusDays(daysSent - 1L));
    tell.accept(
        String.format(
            Locale.ROOT,
            "%,d flights of %s are in Kafka, moved by %d weeks",
            sent.events(),
            days,
            sent.shiftWeeks()));
    ingest();
    oracle =
        new FlightsOracle(
            stack, recordings.resolve("flights-3m.parquet"), sent.shiftWeeks(), days, tell);
    tell.accept(String.format(Locale.ROOT, "%,d of them are valid", oracle.flights()));
    hold(oracle.raw());
  }

  private void ingest() throws Exception {
    Path checkpoints = Files.createDirectories(stack.layout().home("prove-checkpoints"));
    try (JobProcess raw =
        jobs.start(
            "streaming-jobs",
            "io.headgate.streaming.RawIngestJob",
            Map.of("HEADGATE_STREAMS_CHECKPOINTS", "file://" + checkpoints))) {
      Map<TopicPartition, Long> ends = TopicEnds.of(stack.kafka(), TOPIC);
      while (!new Checkpoints(checkpoints).reached(ends)) {
        raw.requireRunning();
        Thread.sleep(500);
      }
      var unused =
          new IngestProgress(stack.registry(), stack.kafka())
              .await(contract(), List.of("raw.flights"), PATIENCE, (dataset, totals) -> {});
      int code = raw.terminate();
      tell.accept(
          "raw ingest has read all in %d s and ended with %d"
              .formatted(raw.age().toSeconds(), code));
    }
  }

  private PipelineContract contract() {
    return stack.registry().pipeline(PIPELINE).orElseThrow().contract();
  }

  private void build() throws Exception {
    for (Days part : days.parts(DAYS_PER_RUN)) {
      tell.accept("rollup --grain hourly, then daily, of " + part);
      jobs.rollup(ExitCode.DONE, "hourly", part);
      jobs.rollup(ExitCode.DONE, "daily", part);
    }
    hold(oracle.published());
  }

  /** A random calendar month that was sent whole, or two days when there is none. */
  private Days someDays() {
    List<Days> choices = new ArrayList<>();
    if (days.first().plusDays(DAYS_WITH_MONTHS).isBefore(days.last())) {
      for (YearMonth month = YearMonth.from(days.first()).plusMonths(1);
          !month.atEndOfMonth().isAfter(days.last());
          month = month.plusMonths(1)) {
        choices.add(new Days(month.atDay(1), month.atEndOfMonth()));
      }
    } else {
      // The checks compare with at least three days before.
      for (LocalDate day = days.first().plusDays(4);
          day.isBefore(days.last());
          day = day.plusDays(1)) {
        choices.add(new Days(day, day.plusDays(1)));
      }
    }
    return choices.get(dice.nextInt(choices.size()));
  }

  private void loseAndBackfill(Days lost) throws Exception {
    tell.accept(
        "delete %s from raw, from every level of the lake, and from ClickHouse".formatted(lost));
    lose(lost);
    tell.accept(
        String.format(Locale.ROOT, "  raw lacks %,d flights", oracle.flights() - oracle.rawRows()));
    tell.accept("readers of Iceberg still have the last good state:");
    hold(oracle.publishedInIceberg());
    tell.accept("restore-raw of all, backfill of the first day, rollup of all");
    jobs.restoreRaw(lost);
    hold(oracle.raw());
    // It makes partition by partition, which is slow; runs over all days do the same at once.
    jobs.backfill(new Days(lost.first(), lost.first()));
    jobs.rollup(ExitCode.DONE, "hourly", lost);
    jobs.rollup(ExitCode.DONE, "daily", lost);
    hold(oracle.published());
  }

  private void lose(Days lost) throws SQLException {
    var unused =
        apply
            .session()
            .sql(
                "DELETE FROM lake.raw.flights WHERE event_date BETWEEN DATE '%s' AND DATE '%s'"
                    .formatted(lost.first(), lost.last()));
    for (String rollup : ROLLUPS) {
      unused =
          apply
              .session()
              .sql(
                  "DELETE FROM lake.rollup.%s WHERE window_start >= TIMESTAMP '%s' AND window_start < TIMESTAMP '%s'"
                      .formatted(rollup, lost.start(), lost.end()));
    }
    try (Connection clickHouse = stack.clickHouse();
        Statement statement = clickHouse.createStatement()) {
      for (String table : SERVED) {
        statement.execute(
            "ALTER TABLE serving.%s DELETE WHERE window_start >= toDateTime(%d) AND window_start < toDateTime(%d) SETTINGS mutations_sync = 2"
                .formatted(table, lost.start().getEpochSecond(), lost.end().getEpochSecond()));
      }
    }
  }

  private void breakAndMend(Days wrong) throws Exception {
    tell.accept(
        "a bug that counts flights twice comes into %s, which is made again of %s"
            .formatted(BUGGY, wrong));
    folder.putBug();
    apply.apply(folder.folder());
    jobs.rollup(ExitCode.CHECKS_FAILED, "daily", wrong);
    require(wrong, PartitionState.QUARANTINED);
    tell.accept("its checks found it, and readers have the last good state:");
    hold(oracle.published());
    folder.mend();
    apply.apply(folder.folder());
    tell.accept("mended, and made again");
    jobs.rollup(ExitCode.DONE, "daily", wrong);
    require(wrong, PartitionState.PUBLISHED);
    hold(oracle.published());
  }

  private void require(Days of, PartitionState expected) {
    List<String> other =
        stack.registry().partitions(BUGGY).stream()
            .filter(
                partition ->
                    partition.partitionKey().compareTo(of.first().toString()) >= 0
                        && partition.partitionKey().compareTo(of.last().toString()) <= 0)
            .filter(partition -> partition.state() != expected)
            .map(Partition::toString)
            .toList();
    if (!other.isEmpty()) {
      hold(
          new Verdict(
              List.of(
                  new Verdict.Finding(
                      BUGGY + " is not " + expected,
                      other.size(),
                      other.subList(0, Math.min(20, other.size()))))));
      tell.accept("  not all of %s is %s: %s".formatted(BUGGY, expected, other));
    } else {
      tell.accept("  %s is %s for all of %s".formatted(BUGGY, expected, of));
    }
  }

  private void hold(Verdict next) {
    verdict = verdict.and(next);
  }

  @Override
  public void close() throws SQLException {
    if (oracle != null) {
      oracle.close();
    }
  }
}
