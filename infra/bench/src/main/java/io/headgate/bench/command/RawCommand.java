package io.headgate.bench.command;

import io.headgate.bench.candidate.Candidate;
import io.headgate.bench.candidate.Ceiling;
import io.headgate.bench.candidate.HeadgateJob;
import io.headgate.bench.candidate.PlainSpark;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Kafka to Iceberg. */
@Command(
    name = "raw",
    mixinStandardHelpOptions = true,
    description =
        "CPU, throughput and memory of Kafka to Iceberg, against plain Spark and no engine.")
public final class RawCommand extends DrainCommand {
  private static final int KEYS = 500;
  private static final int SMALL_DICTIONARY = 65_536;

  /** The last events of a drain are not to wait for others that never come. */
  private static final Map<String, String> AT_ONCE =
      Map.of("HEADGATE_STREAMS_COMMIT_INTERVAL", "PT0S");

  @Override
  String what() {
    return "raw";
  }

  @Override
  List<Candidate> all() {
    return List.of(
        new HeadgateJob("headgate", true, false, AT_ONCE),
        new HeadgateJob("headgate-full", true, true, AT_ONCE),
        new PlainSpark(BASELINE, true, 0),
        new PlainSpark(CONTROL, true, 0),
        new PlainSpark("plain-spark-dictionary", true, SMALL_DICTIONARY),
        new Ceiling("ceiling"));
  }

  @Override
  List<String> few() {
    return List.of("headgate", "headgate-full", BASELINE, "ceiling");
  }

  @Override
  List<Integer> keys() {
    return List.of(KEYS);
  }
}
