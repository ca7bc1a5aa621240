package io.headgate.bench.prove;

import io.headgate.bench.stack.JobProcess;
import io.headgate.platform.job.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Submits jobs one after the other until it is closed. A job may give way to another one that is at
 * the same partitions (exit code 3) and is tried again; any other failure is a finding.
 */
final class JobLoop implements AutoCloseable {
  private final String name;
  private final Jobs jobs;
  private final Supplier<List<Submission>> round;
  private final Map<String, Map<Integer, Integer>> ends = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * What is submitted.
   *
   * @param what it does, for people; the same in each round
   */
  record Submission(String what, String module, String main, List<String> arguments) {}

  /**
   * Begins.
   *
   * @param round the jobs of one round; asked before each
   */
  JobLoop(String name, Jobs jobs, Supplier<List<Submission>> round) {
    this.name = name;
    this.jobs = jobs;
    this.round = round;
    this.thread = new Thread(this::run, "loop-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        for (Submission each : round.get()) {
          if (!stopped) {
            submit(each);
          }
        }
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      find("error " + e);
    }
  }

  private void submit(Submission submission) throws Exception {
    try (JobProcess job =
        jobs.start(
            submission.module(),
            submission.main(),
            Map.of(),
            submission.arguments().toArray(String[]::new))) {
      int code = job.awaitEnd(jobs.patience());
      ended(submission.what(), code);
      if (code != ExitCode.DONE.code() && code != ExitCode.NOT_READY.code()) {
        find(
            "%s %s ended with %d, see %s"
                .formatted(submission.main(), submission.arguments(), code, job.log()));
      }
    }
  }

  private synchronized void ended(String what, int code) {
    ends.computeIfAbsent(what, unused -> new TreeMap<>()).merge(code, 1, Integer::sum);
  }

  private synchronized void find(String what) {
    findings.add(name + ": " + what);
  }

  /** Whether everything that it submits has ended well at least once. */
  synchronized boolean gotThrough() {
    return !ends.isEmpty()
        && ends.values().stream().allMatch(codes -> codes.containsKey(ExitCode.DONE.code()));
  }

  /** What went wrong, and what never got through. */
  synchronized List<String> findings() {
    List<String> all = new ArrayList<>(findings);
    if (!gotThrough()) {
      all.add(this + ": not all of it ever got through");
    }
    return all;
  }

  /** For people: how many ended how. */
  @Override
  public synchronized String toString() {
    return "%s by exit code %s".formatted(name, ends);
  }

  /** Nothing more is submitted. */
  void stop() {
    stopped = true;
  }

  /** Stops, and waits for the job that runs. */
  @Override
  public void close() {
    stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
