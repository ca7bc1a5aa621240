package io.headgate.local;

import io.headgate.components.ComponentException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stops components, each after those that need it. */
final class StackStop {
  /** Enough for a streaming batch to be finished. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Stack stack;
  private final List<StackMember> members;
  private final List<String> recorded;
  private final PrintStream out;

  StackStop(Stack stack, List<StackMember> members, List<String> recorded, PrintStream out) {
    this.stack = stack;
    this.members = members;
    this.recorded = recorded;
    this.out = out;
  }

  void run() {
    ExecutorService threads = Executors.newCachedThreadPool();
    Map<String, CompletableFuture<Void>> stops = new LinkedHashMap<>();
    try {
      for (int i = members.size() - 1; i >= 0; i--) {
        String name = members.get(i).name();
        List<CompletableFuture<Void>> users = new ArrayList<>();
        for (StackMember other : members) {
          if (other.after().contains(name)) {
            users.add(stops.get(other.name()));
          }
        }
        stops.put(
            name,
            CompletableFuture.allOf(users.toArray(CompletableFuture<?>[]::new))
                // Also after one that could not be stopped: nothing is left running because of it.
                .handle((done, failure) -> failure)
                .thenAcceptAsync(failure -> stop(name), threads));
      }
      for (String name : recorded) {
        stops.computeIfAbsent(name, old -> CompletableFuture.runAsync(() -> stop(old), threads));
      }
      CompletableFuture.allOf(stops.values().toArray(CompletableFuture<?>[]::new)).join();
    } finally {
      threads.shutdownNow();
    }
  }

  private void stop(String name) {
    if (!recorded.contains(name)) {
      return;
    }
    long start = System.nanoTime();
    try {
      stack.process(name).stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ComponentException(
          "Cannot stop " + name + ": interrupted. Run headgate down again.", e);
    }
    out.printf(
        Locale.ROOT, "  %-21s stopped        %5.1f s%n", name, (System.nanoTime() - start) / 1e9);
  }
}
