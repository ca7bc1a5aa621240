package io.headgate.bench.live;

import io.headgate.bench.candidate.Checkpoints;
import io.headgate.bench.candidate.Checkpoints.Batch;
import io.headgate.bench.live.Quarters.Reading;
import io.headgate.bench.stack.JobProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Memory and batch times of a job, collected while it runs. */
public final class JobSamples {
  private final JobProcess process;
  private final Checkpoints checkpoints;
  private final Instant from;
  private final Duration whole;
  private final List<Reading> memory = new ArrayList<>();
  // Spark keeps the files of the last hundred batches only.
  private final TreeMap<Long, Batch> batches = new TreeMap<>();

  /**
   * Samples of one query.
   *
   * @param whole how long all of it takes
   */
  public JobSamples(JobProcess process, Checkpoints checkpoints, Instant from, Duration whole) {
    this.process = process;
    this.checkpoints = checkpoints;
    this.from = from;
    this.whole = whole;
  }

  /** Takes one; at least once per hundred batches. */
  public void take(Instant now) throws IOException {
    process.requireRunning();
    process
        .figures()
        .ifPresent(figures -> memory.add(new Reading(share(now), figures.residentBytes())));
    for (Batch batch : checkpoints.batches()) {
      batches.put(batch.number(), batch);
    }
  }

  private double share(Instant at) {
    return (double) Duration.between(from, at).toMillis() / whole.toMillis();
  }

  /** Resident bytes. */
  public Quarters memory() {
    return Quarters.of(memory);
  }

  /** Seconds from the logging of a batch's offsets to its commit. */
  public Quarters batchSeconds() {
    return Quarters.of(
        batches.values().stream()
            .map(batch -> new Reading(share(batch.committed()), batch.took().toMillis() / 1000.0))
            .toList());
  }

  public int batches() {
    return batches.size();
  }

  /** The newest of them, for a person who waits. */
  public String newest() {
    return memory.isEmpty() || batches.isEmpty()
        ? "nothing yet"
        : String.format(
            Locale.ROOT,
            "%,.0f MiB, %,d batches, the last took %.2f s",
            memory.get(memory.size() - 1).value() / (1 << 20),
            batches.size(),
            batches.lastEntry().getValue().took().toMillis() / 1000.0);
  }
}
