package io.headgate.local.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** The steps of a story: each is announced, timed and remembered. */
final class Steps {
  private final PrintStream out;
  private final List<Step> done = new ArrayList<>();

  Steps(PrintStream out) {
    this.out = out;
  }

  /** Runs a step; its failure is the caller's. */
  <T> T run(String title, Callable<T> work) throws Exception {
    out.printf(Locale.ROOT, "%n== %d. %s%n", done.size() + 1, title);
    long start = System.nanoTime();
    T result = work.call();
    Step step = new Step(title, Duration.ofNanos(System.nanoTime() - start));
    done.add(step);
    out.printf(Locale.ROOT, "   done in %.1f s%n", step.seconds());
    return result;
  }

  /** As {@link #run(String, Callable)}, for work that yields nothing. */
  void run(String title, Action work) throws Exception {
    run(
        title,
        () -> {
          work.act();
          return title;
        });
  }

  List<Step> done() {
    return List.copyOf(done);
  }

  /** Work that yields nothing. */
  @FunctionalInterface
  interface Action {
    void act() throws Exception;
  }

  /** One step that has ended. */
  record Step(String title, Duration took) {
    double seconds() {
      return took.toMillis() / 1000.0;
    }
  }
}
