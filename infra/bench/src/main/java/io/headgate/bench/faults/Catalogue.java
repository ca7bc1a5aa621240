package io.headgate.bench.faults;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All scenarios, by name. */
final class Catalogue {
  /** One of each kind, for the tests. */
  static final List<String> SHORT =
      List.of(
          "kill-raw-after-raw-commit",
          "kill-aggregate-after-windows-insert",
          "kill-aggregate",
          "kill-clickhouse",
          "lost-commit-raw",
          "aborted-transactions");

  private Catalogue() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    all.addAll(DriverKills.all());
    all.addAll(ComponentFaults.all());
    all.addAll(GatewayFaults.all());
    all.addAll(LostAnswers.all());
    all.addAll(CheckpointFaults.all());
    all.addAll(SourceFaults.all());
    all.addAll(RegistryFaults.all());
    all.addAll(DiskFaults.all());
    return all;
  }

  /**
   * Some of them, in the order of the names.
   *
   * @throws HeadgateException when there is none of a name
   */
  static List<Scenario> named(List<String> names) {
    Map<String, Scenario> known = new LinkedHashMap<>();
    all().forEach(scenario -> known.put(scenario.name(), scenario));
    for (String name : names) {
      if (!known.containsKey(name)) {
        throw new HeadgateException(
            ExitCode.BAD_CONFIGURATION,
            "Cannot try fault '%s': there is none of this name. Use some of %s."
                .formatted(name, String.join(", ", known.keySet())));
      }
    }
    return names.stream().map(known::get).toList();
  }
}
