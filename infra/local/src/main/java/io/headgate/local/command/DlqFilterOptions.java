package io.headgate.local.command;

import io.headgate.local.deadletters.LetterFilter;
import io.headgate.local.deadletters.Position;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which dead letters are meant. */
final class DlqFilterOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--reason",
      paramLabel = "CLASS",
      description = "Error class, as the list shows it.")
  private String reason;

  @Option(names = "--schema-id", paramLabel = "N", description = "Schema id in the value.")
  private Integer schemaId;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Topic that it came from.")
  private String topic;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = DlqOptions.InstantConverter.class,
      description = "Refused at this time or later, for example 2026-11-20T18:00:00Z.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = DlqOptions.InstantConverter.class,
      description = "Refused before this time.")
  private Instant until;

  LetterFilter filter(Set<Position> positions) {
    return new LetterFilter(reason, schemaId, topic, since, until, positions);
  }

  int atLeastOne(String option, int value) {
    if (value < 1) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          "Cannot use %s %d: it must be at least 1.".formatted(option, value));
    }
    return value;
  }
}
