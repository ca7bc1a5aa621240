package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.candidate.PlainSpark;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kafka to windows in ClickHouse. */
@Command(
    name = "aggregates",
    mixinStandardHelpOptions = true,
    description = "CPU, throughput and memory of windows in ClickHouse, against plain Spark.")
public final class AggregatesCommand extends DrainCommand {
  @Option(
      names = "--keys",
      split = ",",
      defaultValue = "500,20000",
      paramLabel = "N",
      description = "Different keys per window (default: ${DEFAULT-VALUE}).")
  List<Integer> keys;

  @Override
  String what() {
    return "aggregates";
  }

  @Override
  List<Candidate> all() {
    return List.of(
        new HeadgateJob("headgate", false, false, Map.of()),
        new HeadgateJob("headgate-full", false, true, Map.of()),
        new PlainSpark(BASELINE, false, 0),
        new PlainSpark(CONTROL, false, 0));
  }

  @Override
  List<String> few() {
    return List.of("headgate", BASELINE);
  }

  @Override
  List<Integer> keys() {
    return List.copyOf(keys);
  }
}
