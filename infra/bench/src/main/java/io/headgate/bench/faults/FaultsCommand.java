package io.headgate.bench.faults;

import io.headgate.bench.stack.BenchStack;
import io.headgate.bench.stack.PipelineApply;
import io.headgate.local.HeadgateSubcommand;
import io.headgate.platform.job.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headgate faults}. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description =
        "Show by faults that streams lose nothing and double nothing, on a stack of its own.",
    footer = {"", "Exits with 4 when the oracle found anything, or a fault did not come about."})
public final class FaultsCommand implements HeadgateSubcommand, Callable<Integer> {
  @Option(
      names = "--rounds",
      defaultValue = "1",
      paramLabel = "N",
      description = "How often each fault is tried (default: ${DEFAULT-VALUE}).")
  int rounds;

  @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these faults.")
  List<String> only = List.of();

  @Option(
      names = "--short",
      description = "Few faults, unless --only names others; few events and short outages.")
  boolean few;

  @Option(names = "--list", description = "Only tell which faults there are.")
  boolean list;

  @Option(
      names = "--state",
      paramLabel = "FOLDER",
      description = "Folder of the stack and of the jobs' logs (default: a temporary one).")
  @Nullable
  Path state;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    if (list) {
      for (Scenario each : Catalogue.all()) {
        out.printf("%-38s %s%n", each.name(), each.what());
        if (!each.follows().isEmpty()) {
          out.printf("%-38s   %s%n", "", each.follows());
        }
      }
      return 0;
    }
    List<Scenario> scenarios =
        !only.isEmpty()
            ? Catalogue.named(only)
            : few ? Catalogue.named(Catalogue.SHORT) : Catalogue.all();
    Path folder =
        state != null
            ? Files.createDirectories(state)
            : Files.createTempDirectory("headgate-faults-");
    List<Outcome> outcomes = outcomes(folder, scenarios);
    out.println(FaultTable.of(outcomes));
    boolean passed = outcomes.stream().allMatch(Outcome::passed);
    if (passed && state == null) {
      StateFolder.delete(folder);
    } else {
      out.println("Logs and stores: " + folder);
    }
    return passed ? 0 : ExitCode.CHECKS_FAILED.code();
  }

  private List<Outcome> outcomes(Path folder, List<Scenario> scenarios)
      throws IOException, InterruptedException {
    BenchStack stack = BenchStack.start(folder, out);
    // For Ctrl-C: nothing of the stack may outlive the command.
    Thread atExit = new Thread(() -> stop(stack), "stop-faults-stack");
    Runtime.getRuntime().addShutdownHook(atExit);
    try (PipelineApply apply = new PipelineApply(stack)) {
      return new FaultMatrix(stack, apply, few ? FaultSizes.SHORT : FaultSizes.FULL, out)
          .run(scenarios, rounds);
    } finally {
      stop(stack);
      boolean unused = Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }

  private void stop(BenchStack stack) {
    try {
      stack.close();
    } catch (IOException e) {
      out.println("Not all of the stack was stopped: " + e.getMessage());
    }
  }
}
