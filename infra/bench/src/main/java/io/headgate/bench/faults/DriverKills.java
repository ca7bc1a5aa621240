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
  /** The labels of each job's fault points, in the order of a batch. */
  private static final Map<Job, List<String>> POINTS =
      Map.of(
          Job.RAW,
          List.of(
              "before-raw-write",
              "after-dead-letters",
              "after-raw-commit",
              "after-quarantine-commit",
              "after-ledger",
              "before-checkpoint-commit"),
          Job.AGGREGATE,
          List.of("before-windows-insert", "after-windows-insert", "before-checkpoint-commit"));

  private static final int LONGEST_WAIT_MILLIS = 3000;

  private DriverKills() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (Job job : Job.values()) {
      for (String point : POINTS.get(job)) {
        all.add(
            Scenario.of(
                "kill-%s-%s".formatted(job.word(), point),
                "SIGKILL of the %s driver %s".formatted(job.word(), point.replace('-', ' ')),
                "",
                Set.of(job),
                run -> killAt(run, job, point)));
      }
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
  private static String killAt(FaultRun run, Job job, String point) throws Exception {
    run.events().send(run.sizes().events());
    if (run.round() % 2 == 0) {
      JobProcess clean = run.drivers().start(job);
      run.awaitDrained(Set.of(job));
      int unused = clean.terminate();
      run.events().send(run.sizes().events());
    }
    pauseAt(run, job, point).kill();
    int batches = run.drivers().batches(job);
    run.recovering();
    JobProcess unused = run.drivers().start(job);
    return "killed in batch " + (batches + 1);
  }

  /** Starts a driver and waits until it stands still at the point. */
  static JobProcess pauseAt(FaultRun run, Job job, String point) throws Exception {
    Path runs = Files.createDirectories(run.stack().layout().home("runs"));
    Path folder = Files.createTempDirectory(runs, "paused-");
    JobProcess driver =
        run.drivers()
            .startOnce(
                job,
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
