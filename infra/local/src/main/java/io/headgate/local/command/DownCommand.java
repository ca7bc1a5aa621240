package io.headgate.local.command;

import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops the stack, or some of it. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop everything that was started, after a crash too. Data stays.")
public final class DownCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "COMPONENT",
      description = "Stop only these, whoever needs them. Default: all.")
  private List<String> components = List.of();

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    if (!Files.exists(layout.config())) {
      System.out.println("There is no stack in " + layout.state());
      return 0;
    }
    Stack stack = Stack.open(layout, System.out);
    if (components.isEmpty()) {
      stack.down();
    } else {
      stack.down(Set.copyOf(components));
    }
    System.out.println("Stopped. The data stays in " + layout.state());
    return 0;
  }
}
