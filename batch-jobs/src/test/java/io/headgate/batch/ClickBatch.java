package io.headgate.batch;

import io.headgate.batch.backfill.DayBackfill;
import io.headgate.platform.batch.BatchContext;
import io.headgate.platform.batch.Corrections;
import io.headgate.platform.batch.FaultPoint;
import io.headgate.platform.batch.RunWindow;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** Backfills and corrections of all that batch makes of the clicks pipeline. */
record ClickBatch(ClickPipeline clicks) {
  DayBackfill backfill() {
    return backfill(FaultPoint::pass);
  }

  DayBackfill backfill(Consumer<FaultPoint> faults) {
    return new DayBackfill(
        clicks.contract(), clicks.lake.registry, contexts(faults), 100_000_000, Clock.systemUTC());
  }

  /** What corrections did to three weeks from a day on, as {@code visits 2026-01-10 CONFIRMED}. */
  List<String> correct(LocalDate day) {
    return new Corrections(contexts(FaultPoint::pass))
        .run(clicks.lake.registry, clicks.contract().batchDatasets()).stream()
            .filter(each -> !LocalDate.parse(each.partitionKey()).isBefore(day))
            .filter(each -> LocalDate.parse(each.partitionKey()).isBefore(day.plusWeeks(3)))
            .map(
                each ->
                    "%s %s %s"
                        .formatted(
                            each.dataset().substring(each.dataset().indexOf('.') + 1),
                            each.partitionKey(),
                            each.end()))
            .toList();
  }

  private Function<RunWindow, BatchContext> contexts(Consumer<FaultPoint> faults) {
    SparkSession session = clicks.lake.spark.newSession();
    return window ->
        clicks.lake.context(session, clicks.lake.registry, clicks.pipeline, window, faults);
  }
}
