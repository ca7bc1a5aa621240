package io.headgate.platform.contract;

import java.util.List;
import java.util.TreeSet;

/** Collects the mistakes of one folder, so that one report tells them all. */
public final class Mistakes {
  private final TreeSet<Mistake> all = new TreeSet<>();

  public void add(String file, int line, String reason, String remedy) {
    all.add(new Mistake(file, line, reason, remedy));
  }

  /** In the order of files and lines. */
  public List<Mistake> list() {
    return List.copyOf(all);
  }
}
