package io.headgate.platform.registry;

import static io.headgate.platform.registry.RegistryCalls.segment;

import io.headgate.platform.alert.AlertRule;
import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.RegistryCalls.ListPage;
import java.util.List;
import javax.annotation.Nullable;

/** What alert rules are there, and what they say. Errors are those of {@link RegistryClient}. */
public final class AlertClient {
  /** Keeps a call well below the largest body that the registry takes. */
  public static final int SIGNALS_PER_CALL = 200;

  private final RegistryCalls calls;

  AlertClient(RegistryCalls calls) {
    this.calls = calls;
  }

  /** The rules on metrics of a pipeline that are to be judged, in their newest version. */
  public List<AlertRule> enabled(String pipeline) {
    record Page(List<AlertRule> alertRules, @Nullable String nextCursor)
        implements ListPage<AlertRule> {
      @Override
      public List<AlertRule> entries() {
        return alertRules;
      }
    }
    return calls.all(
        "read the alert rules of " + pipeline,
        "/v1/alert-rules?enabled=true&pipeline=" + segment(pipeline),
        Page.class);
  }

  /**
   * Tells what rules say, in the order in which it was found. One that was told before, is of a
   * version that is no longer the rule's, or of an older window than the newest of its key changes
   * nothing.
   */
  public SignalReceipt signal(List<AlertSignal> signals) {
    record Signals(List<AlertSignal> signals) {}
    SignalReceipt receipt = SignalReceipt.NONE;
    for (int from = 0; from < signals.size(); from += SIGNALS_PER_CALL) {
      int until = Math.min(from + SIGNALS_PER_CALL, signals.size());
      receipt =
          receipt.plus(
              calls.post(
                  "tell what alert rules say",
                  "/v1/alert-signals",
                  new Signals(signals.subList(from, until)),
                  SignalReceipt.class));
    }
    return receipt;
  }
}
