package io.headgate.local;

import io.headgate.components.PortTakenException;
import io.headgate.components.Ports;
import java.util.concurrent.atomic.AtomicInteger;

/** Port bases for stacks of tests. */
public final class PortRange {
  private static final AtomicInteger NEXT =
      new AtomicInteger(10_000 + (int) (ProcessHandle.current().pid() % 1000) * 10);

  private PortRange() {}

  /** A base all of whose ports are free, outside of the range that clients are given ports from. */
  public static int free() {
    for (int base = NEXT.getAndAdd(10); base < 32_000; base = NEXT.getAndAdd(10)) {
      if (isFree(base)) {
        return base;
      }
    }
    throw new IllegalStateException("No free range of ports below 32000");
  }

  private static boolean isFree(int base) {
    try {
      for (StackPort port : StackPort.values()) {
        Ports.requireFree("test", port.of(base));
      }
      return true;
    } catch (PortTakenException e) {
      return false;
    }
  }
}
