package io.headgate.components;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that runs to its end: its purpose for error messages, its words, and what is added to
 * the environment.
 */
record Command(String purpose, List<String> words, Path folder, Map<String, String> environment) {
  private static final int LINES_SHOWN = 15;

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** As {@link #run(Duration, Consumer)}, in silence. */
  String run(Duration patience) throws IOException, InterruptedException {
    return run(patience, line -> {});
  }

  /**
   * Runs it and answers its standard output.
   *
   * @param progress told each line of standard error as it comes
   * @throws ComponentException with the last lines of output when it fails or takes too long
   */
  String run(Duration patience, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("headgate-", ".out");
    StringWriter err = new StringWriter();
    try {
      ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
      builder.environment().putAll(environment);
      builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile());
      Process process = start(builder);
      Thread reader = new Thread(() -> tell(process, err, progress), words.get(0));
      reader.start();
      try {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw failure("it took longer than " + patience.toSeconds() + " s", out, err);
        }
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
      reader.join();
      if (process.exitValue() != 0) {
        throw failure("exit code " + process.exitValue(), out, err);
      }
      return Files.readString(out).strip();
    } finally {
      Files.delete(out);
    }
  }

  private static void tell(Process process, StringWriter err, Consumer<String> progress) {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        err.append(line).append(System.lineSeparator());
        progress.accept(line);
      }
    } catch (IOException e) {
      err.append(e.toString()); // shown with the rest, should the program fail
    }
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ComponentException(
          "Cannot %s: the program '%s' cannot be run. Install it or put it on PATH."
              .formatted(purpose, words.get(0)),
          e);
    }
  }

  private ComponentException failure(String reason, Path out, StringWriter err) throws IOException {
    String lines = new String(Files.readAllBytes(out), UTF_8) + err;
    return new ComponentException(
        "Cannot %s: %s failed, %s. Its last lines:%n%s"
            .formatted(purpose, words.get(0), reason, LogTail.of(lines, LINES_SHOWN)));
  }
}
