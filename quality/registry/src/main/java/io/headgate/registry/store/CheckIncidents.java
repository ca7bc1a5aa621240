package io.headgate.registry.store;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.platform.registry.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What has failed is an incident until it has passed, or an operator has accepted it: checks of a
 * partition, told with what producers did; and of a dataset as a whole what does not add up in it.
 */
final class CheckIncidents {
  private static final Set<String> OF_PARTITION = Set.of("QUARANTINED", "CHECK_FAILED");
  private static final Set<String> CAUSES =
      Set.of("RECORDS_QUARANTINED", "EVENT_TIME_AHEAD", "EVENT_TIME_BEHIND");
  private static final Set<String> OF_DATASET = Set.of("UNBALANCED", "NOT_RECONCILED");

  private final Handle handle;
  private final DatasetRow dataset;
  private final Instant now;

  CheckIncidents(Handle handle, DatasetRow dataset, Instant now) {
    this.handle = handle;
    this.dataset = dataset;
    this.now = now;
  }

  void ofPartition(GateAnswer answer) {
    if (dataset.kind().isBatch()) {
      reflect(answer, OF_PARTITION, dataset.name() + " " + answer.partition());
    }
  }

  void ofDataset(GateAnswer answer) {
    reflect(answer, OF_DATASET, dataset.name());
  }

  private void reflect(GateAnswer answer, Set<String> codes, String about) {
    IncidentRows incidents = new IncidentRows(handle, now);
    boolean accepted =
        answer.reasons().stream().anyMatch(reason -> reason.code().equals("ACCEPTED"));
    List<Reason> failures =
        answer.reasons().stream().filter(reason -> codes.contains(reason.code())).toList();
    if (failures.isEmpty() || accepted) {
      incidents.close(Incident.CHECK_FAILED, dataset.pipeline(), about);
      return;
    }
    incidents.open(
        Incident.CHECK_FAILED,
        dataset.pipeline(),
        dataset.name(),
        about,
        "%s: %s. %s"
            .formatted(
                about,
                answer.reasons().stream()
                    .filter(each -> codes.contains(each.code()) || CAUSES.contains(each.code()))
                    .map(Reason::text)
                    .collect(joining("; ")),
                failures.get(0).remedy()),
        failures.stream().map(Reason::since).min(Instant::compareTo).orElse(now));
  }
}
