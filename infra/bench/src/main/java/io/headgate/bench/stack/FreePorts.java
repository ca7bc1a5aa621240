package io.headgate.bench.stack;

import io.headgate.components.PortTakenException;
import io.headgate.components.Ports;
import io.headgate.local.StackPort;

/** Finds ports for a stack beside others. */
final class FreePorts {
  private static final int LOWEST = 21_000;
  private static final int HIGHEST = 32_000;
  private static final int STEP = 10;

  private FreePorts() {}

  /** A port base all of whose ports are free now, below those that clients are given. */
  static int base() {
    int slots = (HIGHEST - LOWEST) / STEP;
    int first = (int) (ProcessHandle.current().pid() % slots);
    for (int slot = 0; slot < slots; slot++) {
      int base = LOWEST + (first + slot) % slots * STEP;
      if (isFree(base)) {
        return base;
      }
    }
    throw new IllegalStateException("No free range of ports from " + LOWEST + " to " + HIGHEST);
  }

  private static boolean isFree(int base) {
    try {
      for (int port = base; port < base + StackPort.values().length; port++) {
        Ports.requireFree("bench", port);
      }
      return true;
    } catch (PortTakenException e) {
      return false;
    }
  }
}
