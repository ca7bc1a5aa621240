package io.headgate.registry.http;

import io.headgate.registry.store.Freshness;
import io.headgate.registry.store.Incidents;
import io.headgate.registry.store.MaintenanceReports;
import io.headgate.registry.store.Overviews;
import io.headgate.registry.store.QueryReports;
import io.headgate.registry.store.Reconciliations;
import io.headgate.registry.store.Untold;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings metrics up to date before they are scraped; without the database they say nothing. */
public final class Scrape {
  private static final Logger LOG = LoggerFactory.getLogger(Scrape.class);

  private final List<StoredMetrics> metrics;

  private Scrape(List<StoredMetrics> metrics) {
    this.metrics = List.copyOf(metrics);
  }

  /** Of all that jobs have told. */
  public static Scrape of(Jdbi jdbi, MeterRegistry metrics, Clock clock) {
    return new Scrape(
        List.of(
            new StreamMetrics(new QueryReports(jdbi, clock), metrics, clock),
            new LedgerMetrics(jdbi, metrics),
            new FreshnessMetrics(new Freshness(jdbi, clock), metrics),
            new GateMetrics(new Overviews(jdbi, clock), new Incidents(jdbi, clock), metrics),
            new AlertMetrics(new Untold(jdbi), metrics, clock),
            new ReconciliationMetrics(new Reconciliations(jdbi, clock), metrics, clock),
            new MaintenanceMetrics(new MaintenanceReports(jdbi), metrics, clock)));
  }

  public synchronized void refresh() {
    boolean answers = true;
    for (StoredMetrics each : metrics) {
      // Each would wait for a connection as long as the first.
      answers = answers && isShown(each);
      if (!answers) {
        each.hide();
      }
    }
  }

  private static boolean isShown(StoredMetrics metrics) {
    try {
      metrics.show();
      return true;
    } catch (RuntimeException e) {
      LOG.warn("No metrics of what is stored: PostgreSQL does not answer ({}).", e.getMessage());
      return false;
    }
  }
}
