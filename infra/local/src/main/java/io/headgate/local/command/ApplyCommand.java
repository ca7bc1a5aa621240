package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.apply.StackApply;
import io.headgate.platform.apply.Plan;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the stack what a pipeline's folder says. */
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Validate a pipeline folder as a whole, show the plan and carry it out. Again is nothing to do.")
public final class ApplyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "For example sql/pipelines/flights.")
  private Path folder;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Plan plan = StackApply.apply(StackLayout.of(System.getenv()), folder, dryRun, System.out);
    if (!plan.hasChanges()) {
      System.out.println("Nothing to do.");
    } else {
      System.out.println(dryRun ? "Nothing was changed: this was a dry run." : "Done.");
    }
    return 0;
  }
}
