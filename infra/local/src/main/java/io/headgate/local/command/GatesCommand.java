package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.registry.Acceptance;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.Hold;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether readers may read, why not, and what operators say to it. */
@Command(
    name = "gates",
    mixinStandardHelpOptions = true,
    description = "List and show gates with their reasons; hold, release and accept.")
public final class GatesCommand implements Runnable {
  private static final int CHANGES_SHOWN = 10;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Name what to do: list, show, hold, release or accept.");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the gate of every dataset.")
  int list() {
    System.out.println(GateTables.gates(gates().all()));
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Show one gate: score, reasons and remedies, when it opened and shut, holds and"
              + " acceptances; exit 3 when it is shut.")
  int show(
      @Parameters(paramLabel = "DATASET", description = "For example raw.flights.") String dataset,
      @Nullable @Option(names = "--partition", description = "Partition key; none: the dataset.")
          String partition,
      @Option(
              names = "--min-score",
              defaultValue = "0",
              description = "The score that you need, from 0 to 1.")
          double minimumScore) {
    GateClient gates = gates();
    GateAnswer answer = gates.ask(dataset, partition, minimumScore);
    System.out.println(GateTables.gate(answer));
    System.out.println(GateTables.reasons(answer));
    System.out.println(GateTables.history(gates.history(dataset, partition, CHANGES_SHOWN)));
    System.out.println(
        GateTables.words(gates.holds(dataset), gates.acceptances(dataset), Instant.now()));
    return answer.open() ? 0 : 3;
  }

  @Command(
      name = "hold",
      mixinStandardHelpOptions = true,
      description =
          "Shut a gate until it is released; on a dataset as a whole, readers keep the state that"
              + " they see now.")
  int hold(
      @Parameters(paramLabel = "DATASET") String dataset,
      @Nullable @Option(names = "--partition", description = "Partition key; none: the dataset.")
          String partition,
      @Option(names = "--reason", required = true, description = "Why; kept.") String reason,
      @Nullable
          @Option(
              names = "--until",
              description = "When it ends by itself: an instant, or how long from now (PT6H).")
          String until) {
    Hold hold =
        gates().hold(dataset, partition, reason, user(), until == null ? null : instant(until));
    System.out.printf(
        "Hold %d. Release it with: headgate gates release %s %d%n",
        hold.holdId(), dataset, hold.holdId());
    return 0;
  }

  @Command(name = "release", mixinStandardHelpOptions = true, description = "Release a hold.")
  int release(
      @Parameters(index = "0", paramLabel = "DATASET") String dataset,
      @Parameters(index = "1", paramLabel = "HOLD", description = "Its number, as show has it.")
          long holdId) {
    Hold hold = gates().release(dataset, holdId, user());
    System.out.printf(
        "Hold %d was released by %s at %s.%n", holdId, hold.releasedBy(), hold.releasedAt());
    return 0;
  }

  @Command(
      name = "accept",
      mixinStandardHelpOptions = true,
      description =
          "Let readers have a partition all the same, for a time. Holds, and what a consumer asks"
              + " for itself, still count.")
  int accept(
      @Parameters(paramLabel = "DATASET") String dataset,
      @Option(names = "--partition", required = true, description = "Partition key.")
          String partition,
      @Option(names = "--reason", required = true, description = "Why; kept for ever.")
          String reason,
      @Option(
              names = "--until",
              required = true,
              description = "When it ends: an instant, or how long from now (P7D).")
          String until) {
    Acceptance accepted = gates().accept(dataset, partition, reason, user(), instant(until));
    System.out.printf(
        "%s of %s is accepted by %s until %s.%n",
        partition, dataset, accepted.who(), accepted.until());
    return 0;
  }

  private Instant instant(String text) {
    try {
      return text.startsWith("P") ? Instant.now().plus(Duration.parse(text)) : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Cannot read --until '%s': it is neither an instant like 2026-11-12T06:00:00Z nor a duration like PT6H."
              .formatted(text));
    }
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private static GateClient gates() {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    return new GateClient(properties.get("registry.url"), properties.get("registry.api-key"));
  }
}
