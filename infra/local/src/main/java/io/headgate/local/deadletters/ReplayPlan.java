package io.headgate.local.deadletters;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.annotation.Nullable;

/**
 * Decides which dead letters a replay sends: each event once, and none in a circle. It remembers
 * what it has decided, so letters may be given in groups.
 */
public final class ReplayPlan {
  private final Map<Position, Integer> attempts;
  private final Set<String> sentEvents = new HashSet<>();
  private final boolean again;

  /**
   * Before the first letter.
   *
   * @param attempts the newest attempt that the source topics hold, by the original's position
   * @param again whether to send what failed again after a replay
   */
  ReplayPlan(Map<Position, Integer> attempts, boolean again) {
    this.attempts = new HashMap<>(attempts);
    this.again = again;
  }

  /**
   * What is known of a dead letter.
   *
   * @param mark empty for a record that is no replay
   * @param partitionExists whether it can be sent to where it came from
   * @param eventId null when its value does not decode now
   */
  public record Letter(
      Position position,
      Optional<ReplayMark> mark,
      boolean partitionExists,
      @Nullable String eventId) {
    public Letter {
      requireNonNull(position);
      requireNonNull(mark);
    }

    Position original() {
      return mark.map(ReplayMark::original).orElse(position);
    }

    int attempt() {
      return mark.map(ReplayMark::attempt).orElse(0);
    }
  }

  /**
   * The verdict on one letter.
   *
   * @param mark what it is sent with, or was sent with last
   */
  public record Decision(Letter letter, Verdict verdict, ReplayMark mark) {
    boolean sends() {
      return verdict == Verdict.SEND;
    }
  }

  /**
   * Decides in the order of the letters.
   *
   * @param applied event ids that raw holds
   */
  List<Decision> decide(Collection<Letter> letters, Set<String> applied) {
    List<Decision> decisions = new ArrayList<>();
    for (Letter letter : letters) {
      int newest = Math.max(letter.attempt(), attempts.getOrDefault(letter.original(), 0));
      Verdict verdict = verdict(letter, newest, applied);
      if (verdict == Verdict.SEND) {
        newest++;
        attempts.put(letter.original(), newest);
        if (letter.eventId() != null) {
          sentEvents.add(letter.eventId());
        }
      }
      decisions.add(new Decision(letter, verdict, new ReplayMark(letter.original(), newest)));
    }
    return decisions;
  }

  private Verdict verdict(Letter letter, int newest, Set<String> applied) {
    if (letter.eventId() != null && applied.contains(letter.eventId())) {
      return Verdict.IN_RAW;
    }
    if (newest > letter.attempt()) {
      return Verdict.REPLAYED_ALREADY;
    }
    if (letter.attempt() > 0 && !again) {
      return Verdict.FAILED_AGAIN;
    }
    if (letter.eventId() != null && sentEvents.contains(letter.eventId())) {
      return Verdict.SAME_EVENT;
    }
    return letter.partitionExists() ? Verdict.SEND : Verdict.PARTITION_GONE;
  }
}
