package io.headgate.local;

import io.headgate.components.Component;
import io.headgate.components.ComponentProcess;
import io.headgate.components.ProcessRecord;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a component is at one moment.
 *
 * @param memory resident bytes of its processes, shared pages counted once
 */
public record ComponentStatus(
    String name,
    State state,
    OptionalLong pid,
    String address,
    long memory,
    Optional<Duration> uptime) {
  /** What a person would say about it. */
  public enum State {
    READY,
    NOT_ANSWERING,
    CRASHED,
    STOPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  static ComponentStatus of(Component component, ComponentProcess process) {
    Optional<ProcessRecord> running = process.running();
    if (running.isEmpty()) {
      State state = process.crashed() ? State.CRASHED : State.STOPPED;
      return new ComponentStatus(
          component.name(), state, OptionalLong.empty(), component.address(), 0, Optional.empty());
    }
    return new ComponentStatus(
        component.name(),
        component.answers() ? State.READY : State.NOT_ANSWERING,
        OptionalLong.of(running.get().pid()),
        component.address(),
        process.memory(),
        Optional.of(running.get().uptime()));
  }
}
