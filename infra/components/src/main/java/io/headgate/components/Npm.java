package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code npm pack}, by the user's npm, or by one from PyPI where there is none. */
record Npm(Downloads downloads) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  void pack(String coordinates, Path folder) throws IOException, InterruptedException {
    String path = System.getenv().getOrDefault("PATH", "");
    if (!onPath(path)) {
      path = downloads.python("npm.txt").programs() + ":" + path;
    }
    // By the shell, which looks up npm (and npm looks up node) on the PATH given here.
    List<String> words =
        List.of("sh", "-c", "exec npm pack \"$1\" --pack-destination .", "sh", coordinates);
    Map<String, String> environment =
        Map.of("PATH", path, "npm_config_update_notifier", "false", "npm_config_loglevel", "error");
    new Command("download by npm", words, folder, environment).run(PATIENCE);
  }

  private static boolean onPath(String path) {
    return Stream.of(path.split(":"))
        .map(folder -> Path.of(folder, "npm"))
        .anyMatch(Files::isExecutable);
  }
}
