package io.headgate.compaction;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.headgate.compaction.Decision.Verdict;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.registry.MaintenanceReport;
import io.headgate.platform.registry.MaintenanceReport.Extent;
import io.headgate.platform.registry.MaintenanceReport.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a compaction did; its JSON form is the job's output.
 *
 * @param dataset for example {@code raw.flights}
 * @param layout what the rewrites make
 * @param dryRun whether the plan was only told
 * @param verdicts how many partitions the planner gave each verdict
 * @param partitions those that it chose, in order
 * @param queriesBefore what the recorded queries read of the table before
 * @param queriesAfter what they read now
 */
public record CompactionReport(
    String dataset,
    String layout,
    boolean dryRun,
    Map<Verdict, Integer> verdicts,
    List<PartitionReport> partitions,
    Skipping queriesBefore,
    Skipping queriesAfter) {
  public CompactionReport {
    requireNonNull(dataset);
    requireNonNull(layout);
    verdicts = Map.copyOf(verdicts);
    partitions = List.copyOf(partitions);
    requireNonNull(queriesBefore);
    requireNonNull(queriesAfter);
  }

  /** A partition that was chosen and not rewritten fails the run, also when others were. */
  ExitCode exitCode() {
    return failures().isEmpty() ? ExitCode.DONE : ExitCode.NOT_READY;
  }

  /**
   * As the registry is told what was done.
   *
   * @param action what it is called there, for example {@code bin-pack}
   */
  MaintenanceReport told(String action, Instant startedAt, Instant endedAt) {
    Outcome done = partitions.isEmpty() ? Outcome.LEFT : Outcome.DONE;
    return new MaintenanceReport(
        dataset,
        action,
        failures().isEmpty() ? done : Outcome.FAILED,
        layout,
        new Extent(filesBefore(), bytesBefore()),
        new Extent(filesAfter(), bytesAfter()),
        startedAt,
        endedAt);
  }

  /** Why partitions that were chosen were not rewritten. */
  public List<String> failures() {
    return partitions.stream().map(PartitionReport::failure).filter(Objects::nonNull).toList();
  }

  @JsonProperty
  public int filesBefore() {
    return partitions.stream().mapToInt(PartitionReport::filesBefore).sum();
  }

  @JsonProperty
  public int filesAfter() {
    return partitions.stream().mapToInt(PartitionReport::filesAfter).sum();
  }

  @JsonProperty
  public long bytesBefore() {
    return partitions.stream().mapToLong(PartitionReport::bytesBefore).sum();
  }

  @JsonProperty
  public long bytesAfter() {
    return partitions.stream().mapToLong(PartitionReport::bytesAfter).sum();
  }
}
