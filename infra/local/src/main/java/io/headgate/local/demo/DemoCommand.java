package io.headgate.local.demo;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.components.Downloads;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import io.headgate.local.apply.StackApply;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the main job end to end on a stack of this machine, and leaves the stack running. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Start the stack, send nine days of real flights through it, and show what readers see.")
public final class DemoCommand implements Callable<Integer> {
  @Option(names = "--stop", description = "Stop the stack that the demo left running.")
  private boolean stop;

  private final Clock clock = Clock.systemUTC();
  private final PrintStream out = System.out;

  @Override
  public Integer call() throws Exception {
    StackLayout layout = StackLayout.of(System.getenv());
    Stack stack = Stack.open(layout, out);
    if (stop) {
      stack.down();
      return ExitCode.DONE.code();
    }
    requireNoData(layout);
    Steps steps = new Steps(out);
    Downloads downloads = Downloads.ofUser(line -> out.println("   " + line));
    DemoDays days = DemoDays.before(clock.instant());
    Connections connections =
        steps.run(
            "Start the stack",
            () -> {
              stack.up();
              return Connections.of(layout, downloads, clock);
            });
    steps.run(
        "Apply pipeline flights",
        () ->
            StackApply.apply(
                layout, layout.repository().resolve("sql/pipelines/flights"), false, out));
    tell(new Demo(connections, days, clock, out), steps, days);
    out.println();
    out.println(StepTable.of(steps.done()));
    out.println();
    out.println(WhereToLook.text(layout, connections.properties()));
    return ExitCode.DONE.code();
  }

  private static void tell(Demo demo, Steps steps, DemoDays days) throws Exception {
    steps.run("Replay nine days; of " + days.half() + " only half is sent", demo::replayAllButHalf);
    steps.run("The streams write raw and provisional windows", demo::awaitStreams);
    steps.run(
        "Airflow backfills the first eight days",
        () -> demo.backfill(days.first(), days.lastWhole()));
    steps.run("The ten busiest airports", () -> demo.compareStores("busiest_airports"));
    DagRun halfDay =
        steps.run("Airflow runs " + days.half() + ", of which half is missing", demo::runHalfDay);
    steps.run("Its gate stays shut: readers keep the last good state", () -> demo.showGates(false));
    steps.run("What readers see by day", () -> demo.compareStores("flights_by_day"));
    steps.run("The other half arrives", demo::replayOtherHalf);
    steps.run("The streams write it", demo::awaitStreams);
    steps.run("Airflow repeats the run", () -> demo.repeat(halfDay));
    steps.run("The gate opens", () -> demo.showGates(true));
    steps.run("What readers see now", () -> demo.compareStores("flights_by_day"));
  }

  /** The story begins with an empty lake; it never deletes what a person may want to keep. */
  private static void requireNoData(StackLayout layout) {
    // The streams make the folder before there is a table in it; null when there is no folder.
    String[] tables = layout.warehouse().toFile().list();
    if (tables != null && tables.length > 0) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot tell the demo on the stack in %s: it holds data already. Run `headgate demo --stop` and remove that folder, or set HEADGATE_STATE to another."
              .formatted(layout.state()));
    }
  }
}
