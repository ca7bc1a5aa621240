package io.headgate.components;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

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
 * A browser without a window, and the driver of the same version that steers it.
 *
 * @param environment what both need in their environment
 */
public record Chromium(Path browser, Path driver, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Path RELEASE = Path.of("/etc/os-release");
  private static final List<String> PACKAGES =
      List.of("chromium", "chromium-driver", "fonts-dejavu-core");

  public Chromium {
    environment = Map.copyOf(environment);
  }

  /**
   * Those of this machine; where they are not installed, Debian's packages, unpacked into the
   * cache.
   *
   * @throws ComponentException when they are neither here nor to be had
   */
  public static Chromium find(Downloads downloads) throws InterruptedException {
    Optional<Path> browser = onPath("chromium");
    Optional<Path> driver = onPath("chromedriver");
    if (browser.isPresent() && driver.isPresent()) {
      return new Chromium(browser.get(), driver.get(), Map.of());
    }
    Path folder = unpacked(downloads);
    return new Chromium(
        program(folder, "usr/lib/chromium/chromium", browser),
        program(folder, "usr/bin/chromedriver", driver),
        Map.of(
            "LD_LIBRARY_PATH",
            libraries(folder),
            "FONTCONFIG_FILE",
            folder.resolve("fonts.conf").toString()));
  }

  private static Path program(Path folder, String inside, Optional<Path> installed) {
    Path unpacked = folder.resolve(inside);
    return Files.isExecutable(unpacked) ? unpacked : installed.orElse(unpacked);
  }

  private static Path unpacked(Downloads downloads) throws InterruptedException {
    try {
      String release = Checksum.of(Files.readAllBytes(RELEASE));
      return downloads
          .cache()
          .entry(
              "chromium",
              release,
              folder -> {
                downloads.progress().accept("Downloading Chromium");
                Path script = Files.writeString(folder.resolve("unpack"), script());
                Stream<String> words = Stream.of("bash", script.toString(), folder.toString());
                new Command(
                        "download Chromium from Debian (or install chromium and chromium-driver)",
                        Stream.concat(words, PACKAGES.stream()).toList(),
                        folder,
                        Map.of("DEBIAN_FRONTEND", "noninteractive"))
                    .run(PATIENCE);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script() {
    return Resources.text("debian/unpack-packages");
  }

  private static String libraries(Path folder) {
    try {
      return Files.readAllLines(folder.resolve("libraries"), UTF_8).stream()
          .map(each -> folder.resolve(each).toString())
          .collect(joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
