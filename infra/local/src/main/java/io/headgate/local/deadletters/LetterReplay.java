package io.headgate.local.deadletters;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sends dead letters back to their topics, each event once: what a replay that was cut off has sent
 * stands in the topics, and the next one does not send it again.
 */
public final class LetterReplay {
  private static final int GROUP = 5_000;
  private static final int SHOWN = 20;

  private final DeadLetters store;
  private final boolean dryRun;
  private final boolean again;
  private final int perSecond;
  private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
  private final List<ReplayPlan.Decision> first = new ArrayList<>();
  private long decided;
  private long withoutHeaders;

  /**
   * A replay, to be run once.
   *
   * @param dryRun decide and send nothing
   * @param again also send what failed again after a replay
   * @param perSecond most letters that are sent in a second, at least 1
   */
  public LetterReplay(DeadLetters store, boolean dryRun, boolean again, int perSecond) {
    this.store = store;
    this.dryRun = dryRun;
    this.again = again;
    this.perSecond = perSecond;
  }

  /**
   * Replays the letters that a filter selects.
   *
   * @param limit at most so many, the newest
   * @param scanning told how many records of the topics are read
   * @param sending told how many letters are decided on, and sent if so decided
   * @throws HeadgateException when another replay of the pipeline runs, or a component fails
   */
  public ReplayReport run(LetterFilter filter, int limit, Progress scanning, Progress sending)
      throws SQLException {
    if (dryRun) {
      return decide(filter, limit, scanning, sending);
    }
    try (ReplayLock lock = ReplayLock.take(store.settings(), store.contract().name())) {
      lock.held();
      return decide(filter, limit, scanning, sending);
    }
  }

  private ReplayReport decide(LetterFilter filter, int limit, Progress scanning, Progress sending) {
    List<LetterPlace> places = store.quarantine().places(filter, limit);
    Set<Position> positions =
        places.stream().map(LetterPlace::position).collect(Collectors.toSet());
    requireAll(filter.positions(), positions);
    SourceTrail trail = SourceScan.of(store.topics(), places, scanning);
    ReplayPlan plan = new ReplayPlan(trail.attempts(), again);
    try (LetterSender sender =
        new LetterSender(store.settings().kafkaBootstrapServers(), perSecond)) {
      store
          .quarantine()
          .letters(
              filter,
              positions,
              GROUP,
              letters -> {
                LetterFacts facts = LetterFacts.of(letters, trail, store);
                List<ReplayPlan.Decision> decisions = plan.decide(facts.letters(), facts.applied());
                for (int i = 0; i < letters.size(); i++) {
                  carryOut(letters.get(i), decisions.get(i), trail, sender);
                  sending.at(++decided, positions.size());
                }
                sender.flush();
              });
    }
    return new ReplayReport(positions.size(), counts, first, withoutHeaders);
  }

  private void requireAll(Set<Position> named, Set<Position> selected) {
    List<Position> missing =
        named.stream().filter(position -> !selected.contains(position)).sorted().toList();
    if (!missing.isEmpty()) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot replay %s: not among the selected records of quarantine.%s. Copy positions from headgate dlq list."
              .formatted(
                  missing.stream().map(Position::toString).collect(Collectors.joining(", ")),
                  store.contract().name()));
    }
  }

  private void carryOut(
      DeadLetter letter, ReplayPlan.Decision decision, SourceTrail trail, LetterSender sender) {
    if (decision.sends()) {
      withoutHeaders += trail.headers(letter).isEmpty() ? 1 : 0;
      if (!dryRun) {
        sender.send(letter, trail, decision.mark());
      }
    }
    counts.merge(decision.verdict(), 1L, Long::sum);
    if (first.size() < SHOWN) {
      first.add(decision);
    }
  }
}
