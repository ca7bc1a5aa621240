package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.registry.LineageGraph;
import io.headgate.platform.registry.LineageGraph.Direction;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a dataset comes from and where it goes. */
@Command(
    name = "lineage",
    mixinStandardHelpOptions = true,
    description = "Show what a dataset is made from, and what is made from it.",
    footer = {
      "",
      "headgate lineage rollup.flights_by_origin_daily --upstream",
      "headgate lineage rollup.flights_by_origin_daily --events 2026-11-19",
      "headgate lineage aviation.departure.v1 --impact delay_minutes"
    })
public final class LineageCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DATASET",
      description = "For example raw.flights, a topic, or serving.<table>.")
  private String dataset;

  @Nullable
  @Option(names = "--column", paramLabel = "COLUMN", description = "Only what concerns it.")
  private String column;

  @Option(names = "--upstream", description = "Only what it is made from.")
  private boolean upstream;

  @Option(names = "--downstream", description = "Only what is made from it.")
  private boolean downstream;

  @Option(names = "--depth", defaultValue = "10", description = "How many steps; default 10.")
  private int depth;

  @Nullable
  @Option(names = "--at", paramLabel = "INSTANT", description = "As it was then; default now.")
  private Instant at;

  @Nullable
  @ArgGroup(exclusive = true)
  private Question question;

  /** Asked instead of the graph. */
  static final class Question {
    @Nullable
    @Option(
        names = "--events",
        paramLabel = "PARTITION",
        description = "Which events made this partition: offsets, and SQL for each of them.")
    String events;

    @Nullable
    @Option(
        names = "--impact",
        paramLabel = "COLUMN",
        description = "What breaks if this column goes.")
    String impact;
  }

  @Override
  public Integer call() {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    RegistryClient registry = properties.registry();
    System.out.print(answer(registry));
    return 0;
  }

  private String answer(RegistryClient registry) {
    if (question != null && question.events != null) {
      return LineageText.of(registry.lineage().eventsOf(dataset, question.events));
    }
    if (question != null && question.impact != null) {
      return LineageText.of(registry.lineage().impact(dataset, question.impact));
    }
    StringBuilder text = new StringBuilder();
    // Neither is both.
    if (upstream || !downstream) {
      text.append(graph(registry, Direction.UPSTREAM));
    }
    if (downstream || !upstream) {
      text.append(graph(registry, Direction.DOWNSTREAM));
    }
    return text.toString();
  }

  private String graph(RegistryClient registry, Direction direction) {
    LineageGraph graph = registry.lineage().of(dataset, direction, depth, column, at);
    return LineageText.of(graph, direction);
  }
}
