package io.headgate.registry.store;

import io.headgate.platform.registry.Dataset.Kind;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.registry.store.Gates.Question;
import io.headgate.registry.store.OverviewRows.Row;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * All datasets at a glance, in one call whose cost does not grow with gates that are open: those
 * were decided when what they depend on changed.
 */
public final class Overviews {
  /**
   * Gates that are decided anew for one overview, so that their reasons are those of now; more have
   * the reason of when they shut.
   */
  private static final int DECIDED_ANEW = 10;

  private final Jdbi jdbi;
  private final Clock clock;

  public Overviews(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** How a dataset stands to its SLA. */
  public enum Punctuality {
    ON_TIME,
    AT_RISK,
    LATE
  }

  /** Everything at one instant; datasets by name. */
  public record Overview(Instant asOf, long openIncidents, List<Entry> datasets) {
    public Overview {
      datasets = List.copyOf(datasets);
    }
  }

  /**
   * One dataset.
   *
   * @param open whether its gate is open; null for what has none: streaming aggregates, quarantine
   *     and references
   * @param since when its gate opened or shut; null when nothing has happened to it yet
   * @param reason the first reason why it is shut; null when it is open, or nothing has happened
   * @param score lowest score of what readers see, or null when that was never checked
   * @param completeUntil end of the newest window that readers have; for raw up to where has been
   *     read; null when there is none yet
   * @param ageSeconds time since then
   * @param slaSeconds time after its end at which a window must be complete
   * @param sla null for what has none, or is retired
   * @param late windows that are late now
   * @param openIncidents of the dataset; those of what is none, as a whole pipeline, a query or a
   *     rule, count for the raw dataset of the pipeline
   * @param holds holds in force, also on single partitions
   * @param quarantined partitions whose newest run failed
   * @param retiredAt when somebody ended its pipeline; null while that lives
   */
  public record Entry(
      String dataset,
      String pipeline,
      String ownerTeam,
      Kind kind,
      @Nullable Boolean open,
      @Nullable Instant since,
      @Nullable Reason reason,
      @Nullable Double score,
      @Nullable Instant completeUntil,
      @Nullable Long ageSeconds,
      long slaSeconds,
      @Nullable Punctuality sla,
      long late,
      long openIncidents,
      long holds,
      long partitions,
      long quarantined,
      @Nullable Instant retiredAt) {}

  public Overview now() {
    return overview(DECIDED_ANEW);
  }

  /** As now, but every gate has the reason of when it shut. */
  public Overview asDecided() {
    return overview(0);
  }

  private Overview overview(int decidedAnew) {
    Instant now = clock.instant();
    return jdbi.inTransaction(
        handle -> {
          OverviewRows rows = new OverviewRows(handle);
          List<Entry> entries = new ArrayList<>();
          int anew = 0;
          for (Row row : rows.all(now)) {
            boolean isShut = row.decided() != null && !row.decided().open();
            boolean decide = isShut && anew++ < decidedAnew;
            entries.add(entry(row, decide ? ask(handle, row, now) : row.decided(), now));
          }
          return new Overview(now, rows.openIncidents(), entries);
        });
  }

  private static GateAnswer ask(Handle handle, Row row, Instant now) {
    DatasetRow dataset = new DatasetRows(handle).require(row.dataset());
    return Gates.ask(handle, dataset, Question.about(null), now);
  }

  private static Entry entry(Row row, @Nullable GateAnswer gate, Instant now) {
    boolean isAsDecided =
        gate != null && row.decided() != null && gate.open() == row.decided().open();
    Double recorded = gate == null ? null : gate.qualityScore();
    return new Entry(
        row.dataset(),
        row.pipeline(),
        row.ownerTeam(),
        row.kind(),
        row.isGated() ? Boolean.valueOf(gate != null && gate.open()) : null,
        isAsDecided ? row.decidedAt() : null,
        gate == null ? null : gate.shutting().stream().findFirst().orElse(null),
        row.lowestScore() == null ? recorded : row.lowestScore(),
        row.completeUntil(),
        row.completeUntil() == null ? null : Duration.between(row.completeUntil(), now).toSeconds(),
        row.sla().toSeconds(),
        row.isGated() && row.retiredAt() == null ? punctuality(row) : null,
        row.late(),
        row.openIncidents(),
        row.holds(),
        row.partitions(),
        row.quarantined(),
        row.retiredAt());
  }

  private static Punctuality punctuality(Row row) {
    if (row.late() > 0) {
      return Punctuality.LATE;
    }
    return row.atRisk() > 0 ? Punctuality.AT_RISK : Punctuality.ON_TIME;
  }
}
