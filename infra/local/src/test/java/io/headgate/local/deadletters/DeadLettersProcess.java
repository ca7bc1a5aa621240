package io.headgate.local.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.headgate.local.HeadgateCommand;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** The command {@code headgate dlq replay} in a process of its own. */
final class DeadLettersProcess {
  private final Path folder;

  DeadLettersProcess(Path folder, Map<String, String> properties) throws IOException {
    this.folder = folder;
    Properties file = new Properties();
    file.putAll(properties);
    try (Writer out = Files.newBufferedWriter(folder.resolve("headgate.properties"), UTF_8)) {
      file.store(out, null);
    }
  }

  /** Starts a slow replay of a topic's letters, and kills it when it has sent some. */
  void killReplayAfter(SourceTopic topic, int sent) throws Exception {
    Path log = folder.resolve("replay.log");
    ProcessBuilder builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName(),
            "dlq",
            "replay",
            "--pipeline=flights",
            "--topic=" + topic.name(),
            "--rate=1");
    builder.environment().put("HEADGATE_STATE", folder.toString());
    builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
    Process process = builder.start();
    try {
      await()
          .atMost(Duration.ofMinutes(3))
          .failFast("see the log: " + log, () -> !process.isAlive())
          .until(() -> topic.replays().size() >= sent);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
