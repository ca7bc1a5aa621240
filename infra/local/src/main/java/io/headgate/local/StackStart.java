package io.headgate.local;

import io.headgate.components.ComponentException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Starts components, each as soon as those it needs serve. */
final class StackStart {
  private static final int LONGEST_NAME = 21;
  private static final int REPORT_SECONDS = 15;

  /** What it needs did not start, which is told there. */
  private static final class SkippedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final Stack stack;
  private final List<StackMember> members;
  private final PrintStream out;
  private final long begun = System.nanoTime();

  StackStart(Stack stack, List<StackMember> members, PrintStream out) {
    this.stack = stack;
    this.members = members;
    this.out = out;
  }

  void run() {
    ExecutorService threads = Executors.newFixedThreadPool(members.size());
    Map<String, CompletableFuture<Void>> starts = new LinkedHashMap<>();
    try {
      for (StackMember member : members) {
        CompletableFuture<?>[] needs =
            member.after().stream().map(starts::get).toArray(CompletableFuture<?>[]::new);
        starts.put(
            member.name(),
            CompletableFuture.allOf(needs)
                .handle((done, failure) -> failure == null)
                .thenAcceptAsync(ready -> start(member, ready), threads));
      }
      throwFirst(starts);
    } finally {
      threads.shutdownNow();
    }
  }

  private void start(StackMember member, boolean needsServe) {
    if (!needsServe) {
      say(member, "not started: it needs what failed");
      throw new SkippedException();
    }
    boolean running = stack.process(member.name()).running().isPresent();
    long start = System.nanoTime();
    try {
      stack.process(member.name()).start(member.component());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (Exception e) {
      say(member, "FAILED");
      throw new CompletionException(e);
    }
    say(
        member,
        String.format(
            Locale.ROOT,
            "%s %5.1f s  %s",
            running ? "was running,  " : "started, ready",
            (System.nanoTime() - start) / 1e9,
            member.component().address()));
  }

  private void say(StackMember member, String what) {
    out.printf(Locale.ROOT, "  %-" + LONGEST_NAME + "s %s%n", member.name(), what);
  }

  private void tellWhileWaiting(
      Map<String, CompletableFuture<Void>> starts, CompletableFuture<Void> start) {
    while (true) {
      try {
        start.get(REPORT_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        out.printf(
            Locale.ROOT,
            "  waiting for %s (%d s)%n",
            starts.entrySet().stream()
                .filter(each -> !each.getValue().isDone())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", ")),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException e) {
        return; // which join tells
      }
    }
  }

  /** Waits for all, so that no start is left half done, and then tells the first failure. */
  private void throwFirst(Map<String, CompletableFuture<Void>> starts) {
    RuntimeException first = null;
    for (CompletableFuture<Void> start : starts.values()) {
      try {
        tellWhileWaiting(starts, start);
        start.join();
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof SkippedException)) {
          RuntimeException failure =
              e.getCause() instanceof RuntimeException told
                  ? told
                  : new ComponentException("Cannot start the stack: " + e.getCause(), e);
          if (first == null) {
            first = failure;
          } else {
            first.addSuppressed(failure);
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
