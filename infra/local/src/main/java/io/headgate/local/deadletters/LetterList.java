package io.headgate.local.deadletters;

import io.headgate.local.demo.QueryResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What {@code headgate dlq list} prints. */
public final class LetterList {
  private static final int MESSAGE_LENGTH = 60;

  private LetterList() {}

  /**
   * A table of the kinds, and one of the newest letters.
   *
   * @param limit most letters that are shown
   * @param scanning told how many records of the topics are read
   */
  public static String text(DeadLetters store, LetterFilter filter, int limit, Progress scanning) {
    List<LetterSummary> kinds = store.quarantine().summary(filter);
    if (kinds.isEmpty()) {
      return "No dead letters of pipeline %s match.".formatted(store.contract().name());
    }
    List<DeadLetter> newest = store.quarantine().newest(filter, limit);
    SourceTrail trail =
        SourceScan.of(store.topics(), newest.stream().map(LetterPlace::of).toList(), scanning);
    return String.join(
        System.lineSeparator(),
        kinds(kinds),
        String.format(
            Locale.ROOT,
            "The newest %,d of %,d:",
            newest.size(),
            kinds.stream().mapToLong(LetterSummary::letters).sum()),
        letters(newest, trail));
  }

  private static String kinds(List<LetterSummary> kinds) {
    return new QueryResult(
            List.of("reason", "schema", "letters", "first", "last"),
            kinds.stream()
                .map(
                    kind ->
                        List.of(
                            kind.errorClass(),
                            schema(kind.schemaId()),
                            String.format(Locale.ROOT, "%,d", kind.letters()),
                            second(kind.first()),
                            second(kind.last())))
                .toList())
        .table();
  }

  private static String letters(List<DeadLetter> letters, SourceTrail trail) {
    return new QueryResult(
            List.of("position", "failed_at", "reason", "schema", "message", "replay"),
            letters.stream()
                .map(
                    letter ->
                        List.of(
                            letter.position().toString(),
                            second(letter.failedAt()),
                            letter.errorClass(),
                            schema(letter.schemaId()),
                            cut(letter.message()),
                            replay(letter, trail)))
                .toList())
        .table();
  }

  /** What a person calls the letter's place in the chain of replays. */
  static String replay(DeadLetter letter, SourceTrail trail) {
    ReplayMark own = trail.mark(letter).orElse(new ReplayMark(letter.position(), 0));
    int newest = trail.attempts().getOrDefault(own.original(), 0);
    if (newest > own.attempt()) {
      return "replayed, attempt " + newest;
    }
    return own.attempt() == 0
        ? "none"
        : "failed again, attempt %d of %s".formatted(own.attempt(), own.original());
  }

  private static String schema(Integer id) {
    return id == null ? "none" : id.toString();
  }

  private static String second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String cut(String message) {
    return message.length() <= MESSAGE_LENGTH
        ? message
        : message.substring(0, MESSAGE_LENGTH - 3) + "...";
  }
}
