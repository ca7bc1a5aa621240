package io.headgate.registry.store;

import static java.util.stream.Collectors.joining;

import io.headgate.http.Problem;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.RawPublication;
import io.headgate.registry.store.Gates.Question;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;

/** Checked states of raw, which move what readers of it see. */
public final class RawPublications {
  private final Jdbi jdbi;
  private final Clock clock;

  public RawPublications(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Moves the pointer of a raw dataset, in the transaction that looks at its gate.
   *
   * @return false when the pointer has moved since the check began, so that it says nothing of what
   *     came between
   */
  public boolean record(RawPublication checked) {
    return jdbi.inTransaction(
        handle -> {
          Instant now = clock.instant();
          new PipelineRows(handle).lock(checked.pipeline());
          DatasetRow dataset =
              new DatasetRows(handle).require(checked.dataset(), checked.pipeline());
          if (dataset.kind() != Dataset.Kind.RAW) {
            throw Problem.unprocessable(
                "Dataset '%s' is not raw: a batch dataset is published by its runs, and nothing else is."
                    .formatted(dataset.name()));
          }
          if (!Objects.equals(dataset.publishedSnapshotId(), checked.after())) {
            return false;
          }
          List<Reason> faults = Gates.ask(handle, dataset, Question.about(null), now).faults();
          if (!faults.isEmpty()) {
            throw Problem.unprocessable(
                "Readers of %s keep what they have, as its gate is shut: %s"
                    .formatted(
                        dataset.name(), faults.stream().map(Reason::text).collect(joining("; "))));
          }
          new PublishedPointer(handle).passed(dataset.name(), checked.publication(), now);
          return true;
        });
  }
}
