package io.headgate.local.command;

import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts the stack, or some of it. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the stack and wait until it serves. What runs already is left alone.")
public final class UpCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMPONENT",
      description = "Start only these and what they need. Default: all.")
  private List<String> components = List.of();

  @Option(
      names = "--object-store",
      description =
          "Keep the warehouse in an S3 server of the stack's own. For a new stack, which keeps it.")
  private boolean objectStore;

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    System.out.println("Starting the stack in " + layout.state());
    long start = System.nanoTime();
    Stack stack = Stack.open(layout, objectStore, System.out);
    stack.up(Set.copyOf(components.isEmpty() ? stack.names() : components));
    System.out.printf(
        Locale.ROOT,
        "Ready in %.1f s. Where to look: headgate env. Memory: headgate status.%n",
        (System.nanoTime() - start) / 1e9);
    return 0;
  }
}
