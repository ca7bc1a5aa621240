package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.RegistryClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Events that came behind the watermark, by the window that lacks them until batch has run. */
@Command(
    name = "late",
    mixinStandardHelpOptions = true,
    description =
        "List the windows that lack events in the stream, because those came behind the watermark;"
            + " the next rollup of such a window counts them.")
public final class LateCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "For example flights.")
  private String pipeline;

  @Override
  public Integer call() {
    StackProperties properties = StackProperties.existing(StackLayout.of(System.getenv()));
    RegistryClient registry = properties.registry();
    List<Aggregate> aggregates =
        registry.appliedPipeline(pipeline, "list late events of").contract().aggregates();
    List<LedgerRow> rows =
        aggregates.stream()
            .flatMap(aggregate -> registry.ledger(aggregate.name()).stream())
            .toList();
    System.out.println(LateTable.of(rows).orElse("No event of " + pipeline + " came too late."));
    return 0;
  }
}
