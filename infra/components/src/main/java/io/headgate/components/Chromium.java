package io.headgate.components;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A browser without a window, and the driver of the same version that steers it.
 *
 * @param environment what both need in their environment
 */
public record Chromium(Path browser, Path driver, Map<String, String> environment) {
  private static final DebianPackages PACKAGES =
      new DebianPackages(
          "chromium", "Chromium", List.of("chromium", "chromium-driver", "fonts-dejavu-core"));

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
    Optional<Path> browser = DebianPackages.onPath("chromium");
    Optional<Path> driver = DebianPackages.onPath("chromedriver");
    if (browser.isPresent() && driver.isPresent()) {
      return new Chromium(browser.get(), driver.get(), Map.of());
    }
    Path folder = PACKAGES.unpacked(downloads);
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

  private static String libraries(Path folder) {
    try {
      return Files.readAllLines(folder.resolve("libraries"), UTF_8).stream()
          .map(each -> folder.resolve(each).toString())
          .collect(joining(":"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
