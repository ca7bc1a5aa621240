package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.PartitionState;
import io.headgate.registry.gate.OwedWindow;
import io.headgate.registry.gate.PartitionWindow;
import io.headgate.registry.gate.ServiceLevel;
import io.headgate.registry.gate.SlaText;
import io.headgate.registry.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Expects partitions as the contracts' schedules say, and tells of each that is late or about to be
 * until it has come. Windows of a dataset that are found late in one look, as after an outage of
 * the registry, are one incident.
 */
public final class SlaWatch implements Watch {
  private static final String NAME = "sla";

  /** Looks are seconds apart; a longer pause was an outage. */
  private static final Duration OUTAGE = Duration.ofMinutes(1);

  /** After an outage reports come that were sent during it; nothing is judged before. */
  private static final Duration REPORTS_COME_IN = Duration.ofMinutes(2);

  private final Jdbi jdbi;
  @Nullable private Instant firstLook;

  public SlaWatch(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public synchronized void look(Instant now) {
    if (firstLook == null) {
      firstLook = now;
    }
    jdbi.useTransaction(
        handle -> {
          WatchedRows watched = new WatchedRows(handle, NAME);
          if (!watched.claim()) {
            return;
          }
          Instant lookedAt = watched.lookedAt().filter(before -> before.isBefore(now)).orElse(null);
          boolean outage = lookedAt != null && lookedAt.plus(OUTAGE).isBefore(now);
          if (outage
              && lookedAt.isBefore(firstLook)
              && firstLook.plus(REPORTS_COME_IN).isAfter(now)) {
            return;
          }
          for (RecordedPipeline pipeline : new PipelineRows(handle).live()) {
            new OneLook(handle, pipeline, lookedAt, outage, now).look();
          }
          // A pipeline may have been retired during the look before.
          new RetirementRows(handle, now).expectNothing();
          watched.looked(now);
        });
  }

  private record OneLook(
      Handle handle,
      RecordedPipeline pipeline,
      @Nullable Instant lookedAt,
      boolean outage,
      Instant now) {

    void look() {
      for (String name : pipeline.datasets()) {
        DatasetRow dataset = new DatasetRows(handle).require(name);
        if (dataset.grain() != null && (dataset.kind() == Kind.RAW || dataset.kind().isBatch())) {
          judge(dataset, pipeline.serviceLevel(dataset));
        }
      }
    }

    private void judge(DatasetRow dataset, ServiceLevel level) {
      SlaRows rows = new SlaRows(handle, dataset, level);
      if (dataset.kind().isBatch()) {
        expect(dataset, level);
      }
      Map<String, List<OwedWindow>> found = new LinkedHashMap<>();
      for (OwedWindow window : rows.owed(lookedAt, now)) {
        Optional<String> notice = window.notice(level, lookedAt, now);
        if (notice.isPresent() && !rows.isNoticed(window.key(), notice.get())) {
          found.computeIfAbsent(notice.get(), kind -> new ArrayList<>()).add(window);
        }
      }
      found.forEach((kind, windows) -> open(rows, dataset, level, kind, windows));
      rows.pass(now);
    }

    private void expect(DatasetRow dataset, ServiceLevel level) {
      PartitionRows partitions = new PartitionRows(handle, now);
      Instant from = lookedAt == null ? Instant.EPOCH : lookedAt;
      for (PartitionWindow window : level.scheduled(dataset.grain(), from, now)) {
        partitions.create(
            dataset.name(),
            dataset.grain().partitionKey(window.start()),
            PartitionState.EXPECTED,
            "registry",
            "the schedule asks for it");
      }
    }

    private void open(
        SlaRows rows,
        DatasetRow dataset,
        ServiceLevel level,
        String kind,
        List<OwedWindow> windows) {
      OwedWindow first = windows.get(0);
      boolean late = kind.equals(Incident.PARTITION_LATE);
      String text =
          late
              ? SlaText.late(dataset.name(), windows, level, outage ? lookedAt : null, now)
              : SlaText.atRisk(dataset.name(), windows, level);
      Incident incident =
          new IncidentRows(handle, now)
              .open(
                  kind,
                  pipeline.name(),
                  dataset.name(),
                  dataset.name() + " " + first.key(),
                  text,
                  late ? level.due(first.window()) : level.warnAt(first.window()));
      windows.forEach(window -> rows.notice(window, kind, incident.id(), now));
    }
  }
}
