package io.headgate.platform.contract;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Retentions that contradict each other, or what the checks look back at. */
final class RetentionLengths {
  private static final JsonPointer RETENTION = JsonPointer.compile("/retention");

  /** A partition's own day, and the week in which it may be corrected and so checked again. */
  private static final int DAYS_BESIDE = 8;

  private final PipelineDraft draft;
  private final Mistakes mistakes;

  private RetentionLengths(PipelineDraft draft, Mistakes mistakes) {
    this.draft = draft;
    this.mistakes = mistakes;
  }

  static void check(PipelineDraft draft, Mistakes mistakes) {
    var lengths = new RetentionLengths(draft, mistakes);
    lengths.offendingGoesNoLaterThanRaw();
    lengths.metricsReachAsFarBackAsChecks();
  }

  private void offendingGoesNoLaterThanRaw() {
    Optional<Duration> raw = length("raw");
    Optional<Duration> offending = length("offending");
    if (raw.isPresent() && offending.isPresent() && offending.get().compareTo(raw.get()) > 0) {
      report(
          "offending",
          "offending rows would be kept for %s, longer than the raw events that their values are of (%s)"
              .formatted(text("offending"), text("raw")),
          "Give %s or less, or leave 'offending' out to keep them as long as raw"
              .formatted(text("raw")));
    }
  }

  private void metricsReachAsFarBackAsChecks() {
    Optional<JsonPointer> longest =
        comparisons().max(Comparator.comparingInt(check -> days(check).intValue()));
    Optional<Duration> metrics = length("metrics");
    if (longest.isEmpty() || metrics.isEmpty()) {
      return;
    }
    int days = days(longest.get()).intValue();
    Duration needed = Duration.ofDays(days + DAYS_BESIDE);
    if (metrics.get().compareTo(needed) < 0) {
      report(
          "metrics",
          "metrics would be kept for %s, and check '%s' looks at %d days before a partition that may be a week old"
              .formatted(
                  text("metrics"),
                  draft.text(longest.get(), "name").orElse("without a name"),
                  days),
          "Give P%dD or more".formatted(needed.toDays()));
    }
  }

  /** Checks that look at the days before. */
  private Stream<JsonPointer> comparisons() {
    return Stream.of("rollups", "sessions", "funnels", "transforms")
        .flatMap(list -> draft.items(list).stream())
        .flatMap(dataset -> draft.items(dataset.appendProperty("checks")).stream())
        .filter(check -> days(check).isInt());
  }

  private JsonNode days(JsonPointer check) {
    return draft.yaml().root().at(check.appendProperty("days"));
  }

  /** One that is no duration is another mistake. */
  private Optional<Duration> length(String key) {
    try {
      return draft.text(RETENTION, key).map(Duration::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private String text(String key) {
    return draft.text(RETENTION, key).orElseThrow();
  }

  private void report(String key, String reason, String remedy) {
    draft.report(mistakes, RETENTION.appendProperty(key), reason, remedy);
  }
}
