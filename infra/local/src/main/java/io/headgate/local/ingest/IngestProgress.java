package io.headgate.local.ingest;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.RegistryClient;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;

/** Waits until the streams have committed, and the ledger has, all that Kafka holds now. */
public final class IngestProgress {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int POLLS_PER_REPORT = 5;

  private final RegistryClient registry;
  private final String bootstrapServers;

  public IngestProgress(RegistryClient registry, String bootstrapServers) {
    this.registry = registry;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Waits for every dataset.
   *
   * @param datasets names as in the ledger
   * @param progress told every five seconds what the dataset has
   * @return totals of the first dataset
   */
  public IngestTotals await(
      PipelineContract contract,
      Iterable<String> datasets,
      Duration patience,
      BiConsumer<String, IngestTotals> progress)
      throws InterruptedException {
    Map<TopicPartition, Long> ends =
        TopicEnds.of(bootstrapServers, contract.sources().get(0).topic());
    long deadline = System.nanoTime() + patience.toNanos();
    IngestTotals first = null;
    for (String dataset : datasets) {
      IngestTotals totals = IngestTotals.of(registry.ledger(dataset));
      for (int poll = 1; !totals.covers(ends); poll++) {
        if (poll % POLLS_PER_REPORT == 0) {
          progress.accept(dataset, totals);
        }
        if (System.nanoTime() > deadline) {
          throw new HeadgateException(
              ExitCode.DEPENDENCY_DOWN,
              "Cannot wait longer for %s: after %d s it has read %s of %s. Look at `headgate logs streams`."
                  .formatted(dataset, patience.toSeconds(), totals.positions(), ends));
        }
        Thread.sleep(POLL.toMillis());
        totals = IngestTotals.of(registry.ledger(dataset));
      }
      first = first == null ? totals : first;
    }
    return first;
  }
}
