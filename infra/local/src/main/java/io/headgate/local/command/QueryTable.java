package io.headgate.local.command;

import io.headgate.local.demo.QueryResult;
import io.headgate.platform.registry.QueryReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The streaming queries as people read them. */
final class QueryTable {
  /** A driver tells every five seconds; one that misses three reports is worth a word. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  private QueryTable() {}

  static String of(List<QueryReport> queries, Instant now) {
    return new QueryResult(
            List.of("query", "state", "records_behind", "seconds_behind", "restarts", "why"),
            queries.stream().map(query -> row(query, now)).toList())
        .table();
  }

  private static List<String> row(QueryReport query, Instant now) {
    boolean known = !query.partitions().isEmpty();
    return List.of(
        query.query(),
        query.state().name().toLowerCase(Locale.ROOT),
        known ? String.format(Locale.ROOT, "%,d", query.offsetsBehind()) : "unknown",
        known ? String.format(Locale.ROOT, "%.1f", query.secondsBehind()) : "unknown",
        Integer.toString(query.restarts()),
        Stream.of(query.reason(), query.remedy(), silence(query, now))
            .filter(text -> text != null && !text.isBlank())
            .collect(Collectors.joining(" ")));
  }

  private static String silence(QueryReport query, Instant now) {
    Duration age = Duration.between(query.reportedAt(), now);
    return age.compareTo(FRESH) <= 0
        ? ""
        : "Last told %d s ago; its driver may be gone.".formatted(age.toSeconds());
  }
}
