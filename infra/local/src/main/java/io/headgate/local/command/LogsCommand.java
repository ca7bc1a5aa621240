package io.headgate.local.command;

import io.headgate.components.LogTail;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the end of a component's log. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Show the last lines of a component's log.")
public final class LogsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMPONENT", description = "Its name, as headgate status shows it.")
  private String component;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "100",
      description = "How many lines. Default: ${DEFAULT-VALUE}.")
  private int lines;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is written, until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() throws Exception {
    Path log = Stack.open(StackLayout.of(System.getenv()), System.out).log(component);
    System.err.println(log);
    if (follow) {
      // tail knows how to follow a file that is replaced.
      return new ProcessBuilder("tail", "-n", Integer.toString(lines), "-F", log.toString())
          .inheritIO()
          .start()
          .waitFor();
    }
    System.out.println(LogTail.of(log, lines));
    return 0;
  }
}
