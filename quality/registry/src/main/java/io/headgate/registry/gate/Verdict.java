package io.headgate.registry.gate;

import io.headgate.platform.registry.GateAnswer.Reason;
import io.headgate.registry.gate.Circumstances.AcceptanceFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.Nullable;

/** Reasons as they are found, and what is left of them when an operator has accepted. */
final class Verdict {
  private final List<Reason> binding = new ArrayList<>();
  private final List<Reason> waivable = new ArrayList<>();
  private final List<Reason> told = new ArrayList<>();

  /** Shuts the gate, unless an operator accepts it. */
  void shut(String code, String text, Instant since, String remedy) {
    waivable.add(new Reason(code, text, since, remedy, true));
  }

  /** Shuts the gate, whatever was accepted. */
  void insist(String code, String text, Instant since, String remedy) {
    binding.add(new Reason(code, text, since, remedy, true));
  }

  /** Is worth knowing and shuts nothing. */
  void tell(String code, String text, Instant since, @Nullable String remedy) {
    told.add(new Reason(code, text, since, remedy, false));
  }

  /** What shuts the gate first. */
  List<Reason> reasons(@Nullable AcceptanceFacts acceptance) {
    List<Reason> reasons = new ArrayList<>(binding);
    if (acceptance == null) {
      reasons.addAll(waivable);
    } else {
      reasons.add(
          new Reason(
              "ACCEPTED",
              "accepted by %s until %s: %s"
                  .formatted(acceptance.who(), acceptance.until(), acceptance.reason()),
              acceptance.since(),
              null,
              false));
      waivable.forEach(
          reason ->
              reasons.add(
                  new Reason(
                      reason.code(), reason.text(), reason.since(), reason.remedy(), false)));
    }
    reasons.addAll(told);
    return reasons;
  }
}
