package io.headgate.local.command;

import io.headgate.local.ComponentStatus;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.registry.QueryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Shows each component and each streaming query. Exit code 0 when all are ready, 5 when one is not.
 */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Show state, memory and address of each component, and state and lag of each streaming"
            + " query; exit 5 when a component is not ready.")
public final class StatusCommand implements Callable<Integer> {
  private static final String ROW = "%-22s %-14s %8s  %-24s %9s %10s%n";
  private static final long MIB = 1024 * 1024;

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    List<ComponentStatus> all = Stack.open(layout, System.out).status();
    System.out.printf(ROW, "component", "state", "pid", "address", "memory", "up");
    for (ComponentStatus one : all) {
      System.out.printf(
          ROW,
          one.name(),
          one.state(),
          one.pid().isPresent() ? Long.toString(one.pid().getAsLong()) : "",
          one.address(),
          mebibytes(one.memory()),
          one.uptime().map(StatusCommand::words).orElse(""));
    }
    long total = all.stream().mapToLong(ComponentStatus::memory).sum();
    System.out.printf(ROW, "total", "", "", "", mebibytes(total), "");
    showQueries(layout, all);
    System.out.println("State folder: " + layout.state());
    boolean ready = all.stream().allMatch(one -> one.state() == ComponentStatus.State.READY);
    return ready ? 0 : 5;
  }

  private static void showQueries(StackLayout layout, List<ComponentStatus> components) {
    boolean told =
        components.stream()
            .anyMatch(
                one -> one.name().equals("registry") && one.state() == ComponentStatus.State.READY);
    if (!told) {
      return;
    }
    StackProperties properties = StackProperties.existing(layout);
    List<QueryReport> queries = properties.registry().withoutRetries().queries();
    if (!queries.isEmpty()) {
      System.out.println(QueryTable.of(queries, Instant.now()));
    }
  }

  private static String mebibytes(long bytes) {
    return bytes == 0 ? "" : String.format(Locale.ROOT, "%d MiB", bytes / MIB);
  }

  private static String words(Duration uptime) {
    return uptime.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %d min", uptime.toHours(), uptime.toMinutesPart())
        : String.format(Locale.ROOT, "%d:%02d min", uptime.toMinutes(), uptime.toSecondsPart());
  }
}
