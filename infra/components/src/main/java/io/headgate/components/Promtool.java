package io.headgate.components;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prometheus' own check of rules and configuration. */
public record Promtool(Path program) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * That of this machine; where it is not installed, that of Debian's package, unpacked into the
   * cache.
   *
   * @throws ComponentException when it is neither here nor to be had
   */
  public static Promtool find(Downloads downloads) throws InterruptedException {
    Optional<Path> installed = DebianPackages.onPath("promtool");
    if (installed.isPresent()) {
      return new Promtool(installed.get());
    }
    DebianPackages prometheus =
        new DebianPackages("prometheus", "Prometheus", List.of("prometheus"));
    return new Promtool(prometheus.unpacked(downloads).resolve("usr/bin/promtool"));
  }

  /**
   * Runs it in a folder and answers what it says.
   *
   * @throws ComponentException with what it complains of when it is not satisfied
   */
  public String run(Path folder, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    return new Command("pass promtool's check", command, folder, Map.of()).run(PATIENCE);
  }
}
