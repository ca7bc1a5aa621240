package io.headgate.bench.report;

import io.headgate.bench.drain.DrainReport;
import io.headgate.bench.drain.Marginal;
import io.headgate.bench.stack.ThreadSeconds;
import io.headgate.local.demo.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A drain benchmark as a table for the terminal. */
public final class DrainTable {
  private static final List<String> COLUMNS =
      List.of(
          "candidate",
          "keys",
          "rounds",
          "refused",
          "cpu_s/M",
          "broker_s/M",
          "clickhouse_s/M",
          "events/s",
          "whole_run_events/s",
          "peak_MiB",
          "written_B/event",
          "stored_B/event",
          "ratio",
          "of_ceiling");

  private static final List<String> THREADS =
      List.of("candidate", "keys", "cpu_s/M", "tasks", "driver", "collector", "compiler", "other");

  private DrainTable() {}

  public static String of(DrainReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (Marginal each : report.marginals()) {
      rows.add(
          List.of(
              each.candidate(),
              Integer.toString(each.keys()),
              Integer.toString(each.rounds()),
              Integer.toString(each.failed()),
              number(each.cpuSeconds(), 2),
              number(each.brokerCpuSeconds(), 2),
              number(each.storeCpuSeconds(), 2),
              number(each.eventsPerSecond(), 0),
              number(each.wholeEventsPerSecond(), 0),
              number(each.peakBytes() / (1 << 20), 0),
              number(each.writtenBytes(), 0),
              number(each.storedBytes(), 1),
              number(report.ratio(each)),
              number(report.shareOfCeiling(each))));
    }
    return new QueryResult(COLUMNS, rows).table();
  }

  /** Where the CPU-seconds per million events go, by what the process's threads are for. */
  public static String threads(DrainReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (Marginal each : report.marginals()) {
      ThreadSeconds threads = each.threads();
      rows.add(
          List.of(
              each.candidate(),
              Integer.toString(each.keys()),
              number(each.cpuSeconds(), 2),
              number(threads.tasks(), 2),
              number(threads.driver(), 2),
              number(threads.collector(), 2),
              number(threads.compiler(), 2),
              number(threads.other(), 2)));
    }
    return new QueryResult(THREADS, rows).table();
  }

  private static String number(Optional<Double> value) {
    return value.map(some -> number(some, 2)).orElse("-");
  }

  static String number(double value, int digits) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? "-"
        : String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
