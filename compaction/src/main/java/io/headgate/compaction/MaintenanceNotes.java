package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.RegistryClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the registry what was done to a table, for those who watch; nothing depends on it. */
record MaintenanceNotes(RegistryClient registry) {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceNotes.class);

  MaintenanceNotes {
    requireNonNull(registry);
  }

  void tell(MaintenanceReport report) {
    try {
      registry.activity().postMaintenance(report);
    } catch (HeadgateException e) {
      LOG.warn(
          "The registry is not told of {} of {}, which is done all the same: {}",
          report.action(),
          report.dataset(),
          e.getMessage());
    }
  }
}
