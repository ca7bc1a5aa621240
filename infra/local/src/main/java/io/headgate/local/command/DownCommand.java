package io.headgate.local.command;

import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops the stack. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stop everything that was started, after a crash too. Data stays.")
public final class DownCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    if (!Files.exists(layout.config())) {
      System.out.println("There is no stack in " + layout.state());
      return 0;
    }
    Stack.open(layout, System.out).down();
    System.out.println("Stopped. The data stays in " + layout.state());
    return 0;
  }
}
