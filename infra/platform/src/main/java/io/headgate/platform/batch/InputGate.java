package io.headgate.platform.batch;

import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Dataset;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the registry whether a run may read an input. */
final class InputGate {
  private final RegistryClient registry;

  InputGate(RegistryClient registry) {
    this.registry = registry;
  }

  /**
   * Returns when all events up to the end have been seen, and the gate of every raw partition is
   * open. A day without any event is taken for what it is as soon as raw has been read past it:
   * whether so few events can be right is for the checks to say.
   *
   * @throws HeadgateException with {@link ExitCode#NOT_READY} and every reason
   */
  void requireRaw(String rawDataset, Span span) {
    List<String> reasons = new ArrayList<>();
    Instant frontier = registry.dataset(rawDataset).map(Dataset::frontier).orElse(null);
    if (frontier == null) {
      reasons.add("nothing has been read into it yet");
    } else if (frontier.isBefore(span.end())) {
      reasons.add(
          "it has been read up to %s, and the window ends at %s".formatted(frontier, span.end()));
    }
    for (LocalDate date : span.dates()) {
      ask(rawDataset, InputSnapshot.partition(date), date.toString(), reasons);
    }
    require(reasons, rawDataset, span, "Wait for the stream");
  }

  /**
   * Returns when the gate of every partition of a batch dataset is open. Partitions before the
   * window that the registry has never heard of are from before the dataset began, and wanting.
   *
   * @throws HeadgateException with {@link ExitCode#NOT_READY} and every reason
   */
  void requireBatch(String dataset, Grain grain, Span span) {
    Set<String> known = span.start().isBefore(span.window().start()) ? known(dataset) : Set.of();
    List<String> reasons = new ArrayList<>();
    for (Instant start : span.starts(grain)) {
      String key = grain.partitionKey(start);
      if (known.contains(key) || span.window().contains(start)) {
        ask(dataset, key, key, reasons);
      }
    }
    require(reasons, dataset, span, "Wait for its run");
  }

  private Set<String> known(String dataset) {
    return registry.partitions(dataset).stream()
        .map(Partition::partitionKey)
        .collect(Collectors.toSet());
  }

  private void ask(String dataset, String partition, String name, List<String> reasons) {
    GateAnswer answer = registry.gate(dataset, partition);
    answer.shutting().forEach(reason -> reasons.add(name + ": " + reason.text()));
    if (!answer.open() && answer.shutting().isEmpty()) {
      reasons.add(name + ": the gate is shut");
    }
  }

  private static void require(List<String> reasons, String dataset, Span span, String wait) {
    if (!reasons.isEmpty()) {
      throw new HeadgateException(
          ExitCode.NOT_READY,
          "Cannot read %s for %s: %s. %s, or repair the input, and run it again."
              .formatted(dataset, span, String.join("; ", reasons), wait));
    }
  }
}
