package io.headgate.streaming.host;

import static java.util.stream.Collectors.joining;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.Failure;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.JobResult;
import io.headgate.platform.registry.QueryState;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The queries of a process that failed for good, and why.
 *
 * @param failures by query
 * @param hosted how many queries there are
 */
record FailedQueries(Map<String, Failure> failures, int hosted) {
  static FailedQueries of(Collection<HostedQuery> queries) {
    Map<String, Failure> failures = new TreeMap<>();
    for (HostedQuery query : queries) {
      Standing standing = query.standing();
      if (standing.state() == QueryState.FAILED) {
        failures.put(query.name(), standing.failure());
      }
    }
    return new FailedQueries(failures, queries.size());
  }

  /** Whether there are queries, and none of them will run again. */
  boolean areAll() {
    return hosted > 0 && failures.size() == hosted;
  }

  /** What ends a process in which nothing runs any more. */
  HeadgateException exception() {
    return new HeadgateException(
        exitCode(),
        failures.values().stream().map(Failure::message).distinct().collect(joining(" ")));
  }

  /**
   * How a process that was stopped ended.
   *
   * @param everyQueryCounts whether one failed query makes it a failure
   */
  JobResult result(boolean everyQueryCounts) {
    if (failures.isEmpty()) {
      return JobResult.done();
    }
    return JobResult.of(everyQueryCounts || areAll() ? exitCode() : ExitCode.DONE)
        .with("failed", String.join(",", failures.keySet()))
        .with("reason", exception().getMessage());
  }

  private ExitCode exitCode() {
    return failures.values().iterator().next().exitCode();
  }
}
