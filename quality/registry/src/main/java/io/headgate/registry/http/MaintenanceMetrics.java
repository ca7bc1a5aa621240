package io.headgate.registry.http;

import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.registry.store.MaintenanceReports;
import io.headgate.registry.store.MaintenanceReports.Newest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What maintenance did to the files of tables: compaction, snapshots, manifests, orphans. */
final class MaintenanceMetrics implements StoredMetrics {
  private final MaintenanceReports reports;
  private final Clock clock;
  private final RowCounter runs;
  private final RowGauge ages;
  private final RowGauge files;
  private final RowGauge bytes;

  MaintenanceMetrics(MaintenanceReports reports, MeterRegistry metrics, Clock clock) {
    this.reports = reports;
    this.clock = clock;
    this.runs =
        new RowCounter(
            "headgate.maintenance.runs", "Maintenance of a dataset by how it came out", metrics);
    this.ages =
        new RowGauge(
            "headgate.maintenance.age.seconds",
            "Time since an action of maintenance last ended for a dataset",
            metrics);
    this.files =
        new RowGauge(
            "headgate.maintenance.files",
            "Data files, manifests, snapshots or orphans before and after the newest such action",
            metrics);
    this.bytes =
        new RowGauge(
            "headgate.maintenance.bytes",
            "Size of what an action of maintenance works on, before and after the newest one",
            metrics);
  }

  @Override
  public void show() {
    show(reports.newest());
    for (MaintenanceReports.Total total : reports.totals()) {
      runs.show(
          Tags.of(
              "dataset",
              total.dataset(),
              "pipeline",
              total.pipeline(),
              "action",
              total.action(),
              "outcome",
              total.outcome().toLowerCase(Locale.ROOT)),
          total.reports());
    }
  }

  @Override
  public void hide() {
    show(List.of());
  }

  private void show(List<Newest> newest) {
    Instant now = clock.instant();
    Map<Tags, Double> age = new HashMap<>();
    Map<Tags, Double> counts = new HashMap<>();
    Map<Tags, Double> sizes = new HashMap<>();
    for (Newest each : newest) {
      MaintenanceReport report = each.report();
      Tags tags =
          Tags.of(
              "dataset", report.dataset(), "pipeline", each.pipeline(), "action", report.action());
      age.put(tags, Duration.between(report.endedAt(), now).toMillis() / 1000.0);
      if (report.outcome() != MaintenanceReport.Outcome.LEFT) {
        counts.put(tags.and("when", "before"), (double) report.before().count());
        counts.put(tags.and("when", "after"), (double) report.after().count());
        sizes.put(tags.and("when", "before"), (double) report.before().bytes());
        sizes.put(tags.and("when", "after"), (double) report.after().bytes());
      }
    }
    ages.show(age);
    files.show(counts);
    bytes.show(sizes);
  }
}
