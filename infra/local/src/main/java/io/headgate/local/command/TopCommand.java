package io.headgate.local.command;

import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.local.top.Terminal;
import io.headgate.local.top.TopFacts;
import io.headgate.local.top.TopPage;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.annotation.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Streams, gates and maintenance at a glance. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description =
        "Show every query (state, events per second, lag, dead letters, batch time, watermark"
            + " delay) and every pipeline (gates, freshness, late windows, incidents, last"
            + " compaction), until Ctrl-C; exit 5 when the registry is down and --once is given.")
public final class TopCommand implements Callable<Integer> {
  @Option(names = "--once", description = "Print the page once, and end.")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Time between two looks, 1 to 3600. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  @Nullable
  @Option(
      names = "--width",
      paramLabel = "CHARACTERS",
      description = "Width of the page, from 20. Default: that of the terminal.")
  private Integer width;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < 1 || seconds > 3600 || (width != null && width < 20)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Give --interval 1 to 3600 and --width 20 or more.");
    }
    RegistryClient registry =
        StackProperties.existing(StackLayout.of(System.getenv())).registry().withoutRetries();
    if (once) {
      page(registry).forEach(System.out::println);
      return ExitCode.DONE.code();
    }
    watch(registry);
    return ExitCode.DONE.code();
  }

  private void watch(RegistryClient registry) throws InterruptedException {
    List<String> last = List.of();
    while (!Thread.currentThread().isInterrupted()) {
      List<String> lines = new ArrayList<>();
      try {
        last = page(registry);
      } catch (HeadgateException e) {
        lines.add("%s %s".formatted(Instant.now(), e.getMessage()));
        lines.add(last.isEmpty() ? "" : "The page below is what it told last.");
      }
      lines.addAll(last);
      Terminal.current().show(lines, System.out);
      Thread.sleep(seconds * 1000L);
    }
  }

  private List<String> page(RegistryClient registry) throws InterruptedException {
    return new TopPage(TopFacts.ask(registry, Instant.now()))
        .lines(width == null ? Terminal.current().columns() : width);
  }
}
