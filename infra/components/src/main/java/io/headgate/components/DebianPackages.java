package io.headgate.components;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs that Debian has, for a machine where they are not installed: its packages, unpacked into
 * the cache. Which versions they are, and that they are genuine, is for apt to say.
 *
 * @param name of the entry in the cache
 * @param purpose what it is, for progress and errors
 */
record DebianPackages(String name, String purpose, List<String> packages) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Path RELEASE = Path.of("/etc/os-release");

  DebianPackages {
    packages = List.copyOf(packages);
  }

  /** A program of this machine. */
  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * The folder that they are unpacked in, as below {@code /}.
   *
   * @throws ComponentException when they are not to be had
   */
  Path unpacked(Downloads downloads) throws InterruptedException {
    try {
      String release = Checksum.of(Files.readAllBytes(RELEASE));
      return downloads
          .cache()
          .entry(
              name,
              release,
              folder -> {
                downloads.progress().accept("Downloading " + purpose);
                Path script =
                    Files.writeString(
                        folder.resolve("unpack"), Resources.text("debian/unpack-packages"));
                Stream<String> words = Stream.of("bash", script.toString(), folder.toString());
                new Command(
                        "download %s from Debian (or install %s)"
                            .formatted(purpose, String.join(", ", packages)),
                        Stream.concat(words, packages.stream()).toList(),
                        folder,
                        Map.of("DEBIAN_FRONTEND", "noninteractive"))
                    .run(PATIENCE);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
