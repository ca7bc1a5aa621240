package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What happens to the memory of the streams: checkpoints, snapshots, and who drives. */
final class CheckpointFaults {
  private static final Set<Job> BOTH = Set.of(Job.RAW, Job.AGGREGATE);
  private static final int FENCED_OUT = 2;

  private CheckpointFaults() {}

  static List<Scenario> all() {
    return List.of(
        Scenario.of(
            "lost-checkpoint",
            "The checkpoints are removed while the jobs are down; raw had a batch that quarantine had not",
            "Raw goes on behind its table, the aggregate counts anew.",
            BOTH,
            CheckpointFaults::lostCheckpoint),
        Scenario.of(
            "expired-snapshots",
            "Files are rewritten and all snapshots but the newest expire before a batch is replayed",
            "",
            Set.of(Job.RAW),
            run -> expired(run, "before-checkpoint-commit")),
        Scenario.of(
            "expired-snapshots-between-tables",
            "The same, when raw has the batch and quarantine has not",
            "",
            Set.of(Job.RAW),
            run -> expired(run, "after-raw-commit")),
        Scenario.of(
            "batch-replayed",
            "The last entry of the commit log is removed",
            "",
            BOTH,
            CheckpointFaults::replayed),
        Scenario.of(
            "two-drivers",
            "A second driver is started for each query",
            "The first ends with exit code 2 and says why.",
            BOTH,
            CheckpointFaults::twoDrivers));
  }

  private static String lostCheckpoint(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    JobProcess raw = run.startAndAwaitBatch(Job.RAW);
    JobProcess aggregate = run.startAndAwaitBatch(Job.AGGREGATE);
    run.awaitDrained(BOTH);
    int unused = raw.terminate();
    unused = aggregate.terminate();
    run.events().send(run.sizes().events());
    DriverKills.pauseAt(run, Job.RAW, "after-raw-commit").kill();
    for (Job job : BOTH) {
      NoFaultException.unless(
          Files.isDirectory(run.drivers().checkpoint(job)), "no checkpoint to remove");
      StateFolder.delete(run.drivers().checkpoint(job));
    }
    run.recovering();
    JobProcess next = run.drivers().start(Job.RAW);
    next.requireRunning();
    JobProcess ofRaw = next;
    run.expected().add(
        "a word of raw that it goes on behind its table",
        () -> FaultRun.logHas(ofRaw, "the checkpoint is lost"));
    next = run.drivers().start(Job.AGGREGATE);
    next.requireRunning();
    return "removed after raw was killed between its tables";
  }

  private static String expired(FaultRun run, String point) throws Exception {
    run.events().send(run.sizes().events());
    DriverKills.pauseAt(run, Job.RAW, point).kill();
    OtherWriter raw = new OtherWriter(run.apply().session(), run.pipeline().rawTable());
    raw.rewriteAndExpire();
    run.recovering();
    JobProcess driver = run.drivers().start(Job.RAW);
    run.await(
        "replay of the batch",
        () -> {
          driver.requireRunning();
          return FaultRun.logHas(driver, "replayed=true");
        });
    return "killed %s, %d snapshots of raw left"
        .formatted(point.replace('-', ' '), raw.snapshots());
  }

  private static String replayed(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      JobProcess unused = run.startAndAwaitBatch(job);
    }
    run.awaitDrained(BOTH);
    for (Job job : BOTH) {
      int unused = run.drivers().newest(job).terminate();
      forgetLast(run.drivers().checkpoint(job).resolve("commits"));
    }
    run.recovering();
    JobProcess raw = run.drivers().start(Job.RAW);
    JobProcess unused = run.drivers().start(Job.AGGREGATE);
    run.await(
        "replay of the batch",
        () -> {
          raw.requireRunning();
          return FaultRun.logHas(raw, "replayed=true");
        });
    return "last commit of each query removed";
  }

  private static void forgetLast(Path commits) throws IOException {
    try (Stream<Path> files = Files.list(commits)) {
      Path last =
          files
              .filter(file -> file.getFileName().toString().matches("[0-9]+"))
              .max(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString())))
              .orElseThrow(() -> new NoFaultException("no commit to remove"));
      Files.delete(last);
      Files.deleteIfExists(commits.resolve("." + last.getFileName() + ".crc"));
    }
  }

  private static String twoDrivers(FaultRun run) throws Exception {
    run.events().send(run.sizes().events());
    for (Job job : BOTH) {
      JobProcess first = run.startAndAwaitBatch(job);
      JobProcess second;
      Events.Flow flow = run.events().flow(500);
      try {
        second = run.drivers().start(job);
        run.awaitRefusal(first, FENCED_OUT, "another driver runs this query");
      } finally {
        flow.close();
      }
      second.requireRunning();
    }
    run.recovering();
    return "the older one ended with exit code " + FENCED_OUT;
  }
}
