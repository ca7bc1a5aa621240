package io.headgate.components;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a server process is started. Secrets go into {@code environment} or files, never into {@code
 * words}, which every user of the machine can read.
 *
 * @param environment added to that of this process
 * @param stopSignal what asks the process to end by itself: TERM, or INT for PostgreSQL
 */
public record Launch(
    List<String> words, Map<String, String> environment, Path folder, String stopSignal) {
  public Launch {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    requireNonNull(folder);
    requireNonNull(stopSignal);
  }

  public Launch(List<String> words, Map<String, String> environment, Path folder) {
    this(words, environment, folder, "TERM");
  }
}
