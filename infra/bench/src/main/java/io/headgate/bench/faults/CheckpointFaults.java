package io.headgate.bench.faults;

import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
            "The commit log forgets the last batch with records",
            "Both jobs go through their last batch with records once more.",
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
    run.expected()
        .add(
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
    Map<Job, Long> forgotten = new EnumMap<>(Job.class);
    for (Job job : BOTH) {
      int unused = run.drivers().newest(job).terminate();
      forgotten.put(job, forgetLast(run.drivers().checkpoint(job)));
    }
    run.recovering();
    JobProcess raw = run.drivers().start(Job.RAW);
    JobProcess aggregate = run.drivers().start(Job.AGGREGATE);
    run.await("replay of the batch of raw", raw, () -> hasLogged(raw, "replayed=true"));
    Pattern replay =
        Pattern.compile(
            "batch rows_in=[1-9].* epoch=%d\\b".formatted(forgotten.get(Job.AGGREGATE)));
    run.await("replay of the batch of the aggregate", aggregate, () -> matches(aggregate, replay));
    return "batches %s were forgotten and came again".formatted(forgotten);
  }

  private static boolean hasLogged(JobProcess driver, String text) {
    return matches(driver, Pattern.compile(Pattern.quote(text)));
  }

  private static boolean matches(JobProcess driver, Pattern line) {
    try {
      return line.matcher(Files.readString(driver.log())).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a checkpoint forget that it has committed its last batch with records, and that there was
   * any after it.
   *
   * @return the number of that batch
   */
  private static long forgetLast(Path checkpoint) throws IOException {
    Path commits = checkpoint.resolve("commits");
    long last;
    try (Stream<Path> files = Files.list(commits)) {
      last =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("[0-9]+"))
              .mapToLong(Long::parseLong)
              .max()
              .orElseThrow(() -> new NoFaultException("no commit to remove"));
    }
    Path offsets = checkpoint.resolve("offsets");
    while (last > 0 && sources(offsets, last).equals(sources(offsets, last - 1))) {
      delete(commits, last);
      delete(offsets, last);
      last--;
    }
    delete(commits, last);
    return last;
  }

  /** What a batch reads up to: behind its version and its metadata. */
  private static List<String> sources(Path offsets, long batch) throws IOException {
    List<String> lines = Files.readAllLines(offsets.resolve(Long.toString(batch)));
    return lines.subList(2, lines.size());
  }

  private static void delete(Path log, long batch) throws IOException {
    Files.delete(log.resolve(Long.toString(batch)));
    Files.deleteIfExists(log.resolve("." + batch + ".crc"));
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
