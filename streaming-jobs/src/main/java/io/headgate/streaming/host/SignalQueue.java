package io.headgate.streaming.host;

import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.AlertClient;
import io.headgate.platform.registry.RegistryRefusedException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals on their way to the registry, in order; while it is down they wait here. */
final class SignalQueue {
  private static final Logger LOG = LoggerFactory.getLogger(SignalQueue.class);

  /** The oldest give way. */
  private static final int MOST = 10_000;

  private final AlertClient registry;
  private final Deque<AlertSignal> waiting = new ArrayDeque<>();

  SignalQueue(AlertClient registry) {
    this.registry = registry;
  }

  void add(Collection<AlertSignal> signals) {
    for (AlertSignal signal : signals) {
      LOG.info(
          "signal rule={} version={} state={} window_start={}",
          signal.ruleId(),
          signal.ruleVersion(),
          signal.state(),
          signal.windowStart());
      waiting.add(signal);
    }
    while (waiting.size() > MOST) {
      waiting.remove();
    }
  }

  /** Those that the registry refuses are given up. */
  void send() {
    if (waiting.isEmpty()) {
      return;
    }
    try {
      registry.signal(List.copyOf(waiting));
    } catch (RegistryRefusedException e) {
      LOG.error("{} signals are given up: {}", waiting.size(), e.getMessage());
    }
    waiting.clear();
  }
}
