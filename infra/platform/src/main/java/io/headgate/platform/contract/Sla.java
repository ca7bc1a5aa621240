package io.headgate.platform.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;

/**
 * When readers may expect data.
 *
 * @param published a partition is late when it is not published this long after its window's end
 * @param shutsGate whether the gate of a dataset is shut while it is late; else that is only told
 */
public record Sla(
    Duration published,
    // Left out where it is not asked for, so that a contract of before is still the same contract.
    @JsonSetter(nulls = Nulls.AS_EMPTY) @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean shutsGate) {
  public Sla {
    requireNonNull(published);
  }

  /** Being late is told and shuts nothing. */
  public Sla(Duration published) {
    this(published, false);
  }
}
