package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SIGKILL of the jobs' drivers. */
final class DriverKills {
  /** The labels of the raw job's fault points, in the order of a batch. */
  private static final List<String> POINTS =
      List.of(
          "before-raw-write",
          "after-dead-letters",
          "after-raw-commit",
          "after-quarantine-commit",
          "after-ledger",
          "before-checkpoint-commit");

  private static final int LONGEST_WAIT_MILLIS = 3000;

  private DriverKills() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (String point : POINTS) {
      all.add(
          Scenario.of(
              "kill-raw-" + point,
              "SIGKILL of the raw driver " + point.replace('-', ' '),
              "",
              Set.of(Job.RAW),
              run -> killAt(run, point)));
    }
    all.add(
        Scenario.of(
            "kill-raw",
            "SIGKILL of the raw driver at random instants while events flow",
            "",
            Set.of(Job.RAW),
            run -> killAtRandom(run, Job.RAW)));
    all.add(
        Scenario.of(
            "kill-aggregate",
            "SIGKILL of the aggregate driver at random instants while events flow",
            "",
            Set.of(Job.AGGREGATE),
            run -> killAtRandom(run, Job.AGGREGATE)));
    return all;
  }

  /** In odd rounds in its first batch, in even ones in the first after a restart. */
  private static String killAt(FaultRun run, String point) throws Exception {
    run.events().send(run.sizes().events());
    if (run.round() % 2 == 0) {
      JobProcess clean = run.drivers().start(Job.RAW);
      run.awaitDrained(Set.of(Job.RAW));
      int unused = clean.terminate();
      run.events().send(run.sizes().events());
    }
    pauseAt(run, point).kill();
    int batches = run.drivers().batches(Job.RAW);
    run.recovering();
    JobProcess unused = run.drivers().start(Job.RAW);
    return "killed in batch " + (batches + 1);
  }

  /** Starts a raw driver and waits until it stands still at the point. */
  static JobProcess pauseAt(FaultRun run, String point) throws Exception {
    Path runs = Files.createDirectories(run.stack().layout().home("runs"));
    Path folder = Files.createTempDirectory(runs, "paused-");
    JobProcess driver =
        run.drivers()
            .startOnce(
                Job.RAW,
                Map.of(
                    "HEADGATE_FAULTS_PAUSE_AT",
                    point,
                    "HEADGATE_FAULTS_FOLDER",
                    folder.toString()));
    run.await("driver at " + point, driver, () -> Files.exists(folder.resolve(point)));
    return driver;
  }

  private static String killAtRandom(FaultRun run, Job job) throws Exception {
    var dice = run.dice();
    List<String> killed = new ArrayList<>();
    run.events().send(run.sizes().events());
    Events.Flow flow = run.events().flow(500);
    try {
      for (int kill = 0; kill < run.sizes().kills(); kill++) {
        JobProcess driver = run.drivers().start(job);
        int before = run.drivers().batches(job);
        run.await(
            "batch to be killed after",
            () -> {
              driver.requireRunning();
              return run.drivers().batches(job) > before;
            });
        Thread.sleep(dice.nextInt(LONGEST_WAIT_MILLIS));
        driver.requireRunning();
        driver.kill();
        killed.add(Integer.toString(run.drivers().batches(job)));
      }
    } finally {
      flow.close();
    }
    run.recovering();
    JobProcess unused = run.drivers().start(job);
    return "killed after " + String.join(", ", killed) + " batches";
  }
}
