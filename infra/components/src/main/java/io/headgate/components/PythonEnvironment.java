package io.headgate.components;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A virtual environment of hash-locked Python packages. */
public record PythonEnvironment(Path folder) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** Its programs, to be put on PATH. */
  public Path programs() {
    return folder.resolve("bin");
  }

  /** The folder of its packages. */
  public Path packages() {
    return folder.resolve("lib/python3.11/site-packages");
  }

  /**
   * Runs one of its programs to its end and answers its standard output.
   *
   * @param words the program's name, and its arguments
   * @param environment added to that of this process
   * @throws ComponentException with its last lines when it fails or takes too long
   */
  public String run(
      List<String> words, Path workingFolder, Map<String, String> environment, Duration patience)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(words);
    command.set(0, programs().resolve(words.get(0)).toString());
    return new Command("run " + words.get(0), command, workingFolder, environment).run(patience);
  }

  static PythonEnvironment make(
      DownloadCache cache, List<String> requirements, Consumer<String> progress)
      throws InterruptedException {
    try {
      Path files = Files.createTempDirectory("headgate-python-");
      try {
        List<Path> paths = new ArrayList<>();
        for (String name : requirements) {
          paths.add(Files.writeString(files.resolve(name), Resources.text("python/" + name)));
        }
        return ofFiles(cache, paths, progress);
      } finally {
        DownloadCache.delete(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The environment of requirement files that lie anywhere.
   *
   * @param progress told when packages are installed, which takes minutes
   */
  public static PythonEnvironment ofFiles(
      DownloadCache cache, List<Path> requirements, Consumer<String> progress)
      throws InterruptedException {
    try {
      Path script = Files.createTempFile("headgate-", ".sh");
      try {
        Files.writeString(script, Resources.text("python/python-env"));
        List<String> words = new ArrayList<>(List.of("bash", script.toString()));
        requirements.forEach(file -> words.add(file.toAbsolutePath().toString()));
        Map<String, String> environment = Map.of("HEADGATE_CACHE", cache.folder().toString());
        Command command =
            new Command("make a Python environment", words, Path.of("/"), environment);
        return new PythonEnvironment(Path.of(command.run(PATIENCE, progress)));
      } finally {
        Files.delete(script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
