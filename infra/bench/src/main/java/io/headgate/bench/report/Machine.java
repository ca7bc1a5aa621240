package io.headgate.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where figures were taken.
 *
 * @param cores that the JVM may use
 * @param loadBefore the load average of the last minute when the benchmark began; well above zero,
 *     others were at work too and the figures are worth less
 */
public record Machine(int cores, long memoryBytes, String system, String java, double loadBefore) {
  public static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        memory(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.runtime.version"),
        load());
  }

  private static long memory() {
    return text("/proc/meminfo")
        .lines()
        .filter(line -> line.startsWith("MemTotal:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  private static double load() {
    String load = text("/proc/loadavg");
    return load.isEmpty() ? 0 : Double.parseDouble(load.substring(0, load.indexOf(' ')));
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
