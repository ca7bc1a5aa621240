package io.headgate.streaming.host;

import io.headgate.platform.alert.AlertSignal;
import io.headgate.platform.registry.AlertClient;
import io.headgate.platform.registry.RegistryRefusedException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals on their way to the registry, in order; while it is down they wait here. */
final class SignalQueue {
  private static final Logger LOG = LoggerFactory.getLogger(SignalQueue.class);

  /** The oldest give way. */
  private static final int MOST = 10_000;

  /** Bad request, content too large. */
  private static final Set<Integer> BAD_BODY = Set.of(400, 413);

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

  /**
   * Sends them call by call. Those of a call whose body the registry does not take are given up;
   * what it refuses for another reason, such as a key that is not valid now, waits.
   */
  void send() {
    while (!waiting.isEmpty()) {
      List<AlertSignal> next = waiting.stream().limit(AlertClient.SIGNALS_PER_CALL).toList();
      try {
        registry.signal(next);
      } catch (RegistryRefusedException e) {
        if (!BAD_BODY.contains(e.status())) {
          throw e;
        }
        LOG.error("{} signals are given up: {}", next.size(), e.getMessage());
      }
      next.forEach(sent -> waiting.remove());
    }
  }
}
