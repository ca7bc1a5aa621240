package io.headgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command of {@code headgate} that has run in a process of its own, as somebody types it.
 *
 * @param said both of its outputs
 */
public record HeadgateProcess(int exitCode, String said) {
  public static HeadgateProcess run(Path state, Duration patience, String... words)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(state, words[0], ".log");
    List<String> java =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateCommand.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(java.stream(), Stream.of(words)).toList());
    builder.environment().put("HEADGATE_STATE", state.toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
          .as("%s has not ended: %s", String.join(" ", words), Files.readString(log))
          .isTrue();
      return new HeadgateProcess(process.exitValue(), Files.readString(log));
    } finally {
      process.destroyForcibly();
    }
  }
}
