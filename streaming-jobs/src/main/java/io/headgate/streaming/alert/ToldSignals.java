package io.headgate.streaming.alert;

import static java.util.Objects.requireNonNull;

import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.alert.AlertSignal.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes signals of verdicts: each firing once, and that it has passed only of keys that fired, for
 * some windows, since the registry may want to see several before it believes. Not thread-safe.
 */
final class ToldSignals {
  /** Keys that one rule tells of in one window; a rule that fires for more needs another rule. */
  static final int MOST_KEYS = 100;

  private static final Logger LOG = LoggerFactory.getLogger(ToldSignals.class);

  /** Windows in which a key does not fire before it is forgotten that it did. */
  private static final int PASSED_WINDOWS = 10;

  private final Map<String, Firings> firings = new HashMap<>();
  private final Map<RuleKey, Alerted> alerted = new HashMap<>();

  /** A key as one rule sees it. */
  record RuleKey(String ruleId, Map<String, String> key) {}

  /** What was told of one version of a rule: keys by window, and the windows that had too many. */
  private record Firings(
      int version, Map<Instant, Set<Map<String, String>>> keys, Set<Instant> crowded) {}

  /**
   * A key that fired; kept over a restart.
   *
   * @param lastFired begin of the newest window in which it did
   * @param lastPassed begin of the newest window since in which it did not, or null
   * @param passed how many such windows there were
   */
  record Alerted(
      String ruleId,
      Map<String, String> key,
      Instant lastFired,
      @Nullable Instant lastPassed,
      int passed) {
    Alerted {
      requireNonNull(ruleId);
      key = Map.copyOf(key);
      requireNonNull(lastFired);
    }

    RuleKey id() {
      return new RuleKey(ruleId, key);
    }

    private boolean isOlder(Instant start) {
      return start.isBefore(lastFired) || (lastPassed != null && start.isBefore(lastPassed));
    }

    private boolean isNewer(Instant start) {
      return start.isAfter(lastFired) && (lastPassed == null || start.isAfter(lastPassed));
    }
  }

  ToldSignals(Collection<Alerted> before) {
    before.forEach(each -> alerted.put(each.id(), each));
  }

  Set<Alerted> alerted() {
    return Set.copyOf(alerted.values());
  }

  /** The keys of a rule that fired and of which it is not yet told for good that it has passed. */
  Set<Map<String, String>> alerted(AlertRule rule) {
    return alerted.values().stream()
        .filter(each -> each.ruleId().equals(rule.id()))
        .map(Alerted::key)
        .collect(Collectors.toSet());
  }

  /** Forgets the rules that are no more. */
  void retain(Collection<AlertRule> rules) {
    Set<String> ids = rules.stream().map(AlertRule::id).collect(Collectors.toSet());
    firings.keySet().retainAll(ids);
    alerted.keySet().removeIf(key -> !ids.contains(key.ruleId()));
  }

  /**
   * What is new, in the order of the windows.
   *
   * @param oldest begin of the oldest window that may be judged again
   */
  List<AlertSignal> tell(AlertRule rule, List<Verdict> verdicts, Instant oldest, Instant now) {
    Firings told = firings.get(rule.id());
    if (told == null || told.version() != rule.version()) {
      told = new Firings(rule.version(), new HashMap<>(), new HashSet<>());
      firings.put(rule.id(), told);
    }
    told.keys().keySet().removeIf(start -> start.isBefore(oldest));
    told.crowded().removeIf(start -> start.isBefore(oldest));
    List<AlertSignal> signals = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      boolean isNew = verdict.holds() ? fires(rule, told, verdict) : passes(rule.id(), verdict);
      if (isNew) {
        signals.add(
            new AlertSignal(
                rule.id(),
                rule.version(),
                verdict.key(),
                verdict.start(),
                verdict.start().plus(rule.window()),
                verdict.holds() ? State.FIRING : State.PASSED,
                verdict.value(),
                verdict.baseline(),
                now));
      }
    }
    return signals;
  }

  private boolean fires(AlertRule rule, Firings told, Verdict verdict) {
    Set<Map<String, String>> keys =
        told.keys().computeIfAbsent(verdict.start(), start -> new HashSet<>());
    if (keys.contains(verdict.key())) {
      return false;
    }
    if (keys.size() >= MOST_KEYS) {
      if (told.crowded().add(verdict.start())) {
        LOG.warn(
            "rule={} version={} fires for more than {} keys in the window of {}; the others are not told. Name dimensions in the rule, or take an aggregate with fewer keys.",
            rule.id(),
            rule.version(),
            MOST_KEYS,
            verdict.start());
      }
      return false;
    }
    keys.add(verdict.key());
    RuleKey id = new RuleKey(rule.id(), verdict.key());
    Alerted before = alerted.get(id);
    if (before != null && before.isOlder(verdict.start())) {
      return false;
    }
    alerted.put(id, new Alerted(rule.id(), verdict.key(), verdict.start(), null, 0));
    return true;
  }

  private boolean passes(String ruleId, Verdict verdict) {
    RuleKey id = new RuleKey(ruleId, verdict.key());
    Alerted before = alerted.get(id);
    if (before == null || !before.isNewer(verdict.start())) {
      return false;
    }
    int passed = before.passed() + 1;
    if (passed == PASSED_WINDOWS) {
      alerted.remove(id);
    } else {
      alerted.put(
          id, new Alerted(ruleId, verdict.key(), before.lastFired(), verdict.start(), passed));
    }
    return true;
  }
}
