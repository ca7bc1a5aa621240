package io.headgate.platform.batch;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the registry whether a run may read its input: all events of the window have been seen, and
 * the gate of every raw partition is open. A day without any event is taken for what it is as soon
 * as raw has been read past it: whether so few events can be right is for the checks to say.
 */
final class InputGate {
  private final RegistryClient registry;

  InputGate(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * Returns when the run may go on.
   *
   * @throws HeadgateException with {@link ExitCode#NOT_READY} and every reason
   */
  void requireOpen(String rawDataset, RunWindow window) {
    List<String> reasons = new ArrayList<>();
    Instant frontier = registry.dataset(rawDataset).map(Dataset::frontier).orElse(null);
    if (frontier == null) {
      reasons.add("nothing has been read into it yet");
    } else if (frontier.isBefore(window.end())) {
      reasons.add(
          "it has been read up to %s, and the window ends at %s".formatted(frontier, window.end()));
    }
    for (LocalDate date : window.dates()) {
      GateAnswer answer = registry.gate(rawDataset, "event_date=" + date);
      answer.shutting().forEach(reason -> reasons.add(date + ": " + reason.text()));
      if (!answer.open() && answer.shutting().isEmpty()) {
        reasons.add(date + ": the gate is shut");
      }
    }
    if (!reasons.isEmpty()) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot read %s for %s: %s. Wait for the stream, or repair the input, and run it again."
              .formatted(rawDataset, window, String.join("; ", reasons)));
    }
  }
}
