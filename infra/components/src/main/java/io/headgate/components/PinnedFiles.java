package io.headgate.components;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The names and SHA-256 sums of all files of a folder, as {@code sha256sum} writes them. */
record PinnedFiles(Map<String, String> sums) {
  PinnedFiles {
    sums = Map.copyOf(sums);
  }

  static PinnedFiles parse(String text) {
    Map<String, String> sums = new TreeMap<>();
    text.lines().map(line -> line.split("\\s+")).forEach(line -> sums.put(line[1], line[0]));
    return new PinnedFiles(sums);
  }

  /** Fails when a file is missing, is there unasked, or is not what was pinned. */
  void verify(Path folder) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> found.add(file.getFileName().toString()));
    }
    if (!found.equals(sums.keySet())) {
      throw new ComponentException(
          "Cannot use the download in %s: it holds %s, pinned are %s. Pin what it should hold."
              .formatted(folder, found, new TreeSet<>(sums.keySet())));
    }
    for (String name : found) {
      Checksum.verify(folder.resolve(name), sums.get(name), name);
    }
  }
}
