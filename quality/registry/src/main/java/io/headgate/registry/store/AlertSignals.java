package io.headgate.registry.store;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.toCollection;

import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.SignalReceipt;
import io.headgate.registry.rule.KeyState;
import io.headgate.registry.rule.KeyState.Effect;
import io.headgate.registry.rule.RuleAlert.Resolution;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What rules say of windows: opens and resolves alerts. */
public final class AlertSignals {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Jdbi jdbi;
  private final Clock clock;

  public AlertSignals(Jdbi jdbi, Clock clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /** A signal with the rule that it names, and the key in the form in which it is compared. */
  private record Named(long ruleId, String key, AlertSignal signal) {}

  /** Takes signals; those of one rule and key in their order. */
  public SignalReceipt take(List<AlertSignal> signals) {
    // In the same order for everybody, so that nobody waits for one who waits for him.
    List<Named> named =
        signals.stream()
            .filter(signal -> NUMBER.matcher(signal.ruleId()).matches())
            .map(
                signal ->
                    new Named(
                        Long.parseLong(signal.ruleId()),
                        Json.write(new TreeMap<>(signal.key())),
                        signal))
            .sorted(comparingLong(Named::ruleId).thenComparing(Named::key))
            .toList();
    SignalReceipt receipt = jdbi.inTransaction(handle -> take(handle, named));
    return new SignalReceipt(
        receipt.recorded(), receipt.repeated(), receipt.ignored() + signals.size() - named.size());
  }

  private SignalReceipt take(Handle handle, List<Named> signals) {
    Map<String, AlertRule> rules =
        new AlertRuleRows(handle)
            .inForce(signals.stream().map(Named::ruleId).collect(toCollection(TreeSet::new)));
    Instant now = clock.instant();
    long recorded = 0;
    long ignored = 0;
    for (Named each : signals) {
      AlertRule rule = rules.get(Long.toString(each.ruleId()));
      if (rule == null || rule.version() != each.signal().ruleVersion()) {
        ignored++;
      } else if (take(handle, rule, each, now) != Effect.NONE) {
        recorded++;
      }
    }
    return new SignalReceipt(recorded, signals.size() - recorded - ignored, ignored);
  }

  private static Effect take(Handle handle, AlertRule rule, Named each, Instant now) {
    AlertStateRows states = new AlertStateRows(handle);
    AlertStateRows.Locked before = states.lock(each.ruleId(), each.key());
    AlertSignal signal = each.signal();
    KeyState.Step step = before.state().take(signal.windowStart(), signal.state(), rule.window());
    AlertRows alerts = new AlertRows(handle);
    Long alertId = before.alertId();
    switch (step.effect()) {
      case NONE -> {
        return step.effect();
      }
      case OPENS -> {
        alertId = alerts.open(each.ruleId(), before.stateId(), signal, step.next().flapping(), now);
        alerts.fired(each.ruleId(), alertId, before.keyHash(), signal);
      }
      case FIRES_ON -> alerts.fired(each.ruleId(), alertId, before.keyHash(), signal);
      case RESOLVES -> {
        alerts.resolve(alertId, Resolution.PASSED, now);
        alertId = null;
      }
      case PASSES -> {
        // Only the state changes.
      }
    }
    states.put(before.stateId(), step.next(), alertId);
    return step.effect();
  }
}
