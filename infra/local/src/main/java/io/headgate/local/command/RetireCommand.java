package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.apply.KeptData;
import io.headgate.platform.apply.Plan;
import io.headgate.platform.apply.RetirePipeline;
import io.headgate.platform.registry.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a pipeline. */
@Command(
    name = "retire",
    mixinStandardHelpOptions = true,
    description =
        "End a pipeline: its streams and DAGs stop, nothing of it is expected any more, and all"
            + " data stays. Applying its folder makes it live again.")
public final class RetireCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PIPELINE", description = "Its name, for example flights.")
  private String pipeline;

  @Option(names = "--reason", required = true, description = "Why; kept.")
  private String reason;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    StackLayout layout = StackLayout.of(System.getenv());
    StackProperties properties = StackProperties.existing(layout);
    RetirePipeline retire =
        new RetirePipeline(
            new RegistryClient(properties.get("registry.url"), properties.get("registry.api-key")),
            layout.pipelines());
    Plan plan = retire.plan(pipeline, reason, System.getProperty("user.name"));
    System.out.println(plan.toString().indent(2).stripTrailing());
    if (!dryRun) {
      retire.carryOut(plan);
    }
    System.out.println(KeptData.of(plan.contract()));
    if (!plan.hasChanges()) {
      System.out.println("Nothing to do.");
    } else {
      System.out.println(
          dryRun
              ? "Nothing was changed: this was a dry run."
              : "Done. headgate apply of its folder makes it live again.");
    }
    return 0;
  }
}
