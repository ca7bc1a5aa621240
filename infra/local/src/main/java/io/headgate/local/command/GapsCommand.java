package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.OffsetGap;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records that Kafka lost before a stream had read them, and that a person gives up. */
@Command(
    name = "gaps",
    mixinStandardHelpOptions = true,
    description = "List, and accept, the loss of records that Kafka no longer has.")
public final class GapsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Name what to do: list or accept.");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the losses of a pipeline that were accepted.")
  int list(
      @Option(names = "--pipeline", required = true, description = "For example flights.")
          String pipeline) {
    List<OffsetGap> gaps = registry().gaps(pipeline);
    if (gaps.isEmpty()) {
      System.out.println("No loss of " + pipeline + " was accepted.");
    } else {
      System.out.println(table(gaps));
    }
    return 0;
  }

  @Command(
      name = "accept",
      mixinStandardHelpOptions = true,
      description =
          "Accept that records are lost, as the stream that stopped names them; it goes on behind"
              + " them when it is started again.")
  int accept(
      @Option(names = "--pipeline", required = true, description = "For example flights.")
          String pipeline,
      @Option(names = "--topic", required = true, description = "The topic.") String topic,
      @Option(names = "--partition", required = true, description = "Its partition.") int partition,
      @Option(names = "--from", required = true, description = "First offset that is lost.")
          long from,
      @Option(
              names = "--until",
              required = true,
              description = "First offset behind it that is not.")
          long until,
      @Option(names = "--reason", required = true, description = "Why it may be lost; kept.")
          String reason) {
    if (until <= from) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Cannot accept offsets %d to %d: nothing lies between. Give --until above --from."
              .formatted(from, until));
    }
    OffsetGap gap =
        new OffsetGap(
            pipeline,
            topic,
            partition,
            from,
            until,
            "aged-out",
            reason,
            System.getProperty("user.name"),
            Instant.now());
    System.out.println(table(List.of(registry().acceptGap(gap))));
    System.out.println("Start the stream again: headgate down streams, headgate up streams.");
    return 0;
  }

  private static RegistryClient registry() {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    return properties.registry();
  }

  private static String table(List<OffsetGap> gaps) {
    return new QueryResult(
            List.of("topic", "partition", "from", "until", "reason", "who", "at"),
            gaps.stream()
                .map(
                    gap ->
                        List.of(
                            gap.topic(),
                            Integer.toString(gap.partition()),
                            Long.toString(gap.from()),
                            Long.toString(gap.until()),
                            gap.reason(),
                            gap.who(),
                            gap.at().toString()))
                .toList())
        .table();
  }
}
