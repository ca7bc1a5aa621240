package io.headgate.local.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Places where a secret stands that must not. */
record Disclosures(List<String> secrets) {
  Disclosures {
    secrets = List.copyOf(secrets);
  }

  /** Numbers of the processes that have one in their command line. */
  List<Long> inProcessList() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> isIn(Path.of("/proc", Long.toString(pid), "cmdline")))
        .toList();
  }

  /** Files below a folder that hold one. */
  List<Path> inFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      if (all.isEmpty()) {
        throw new AssertionError("Nothing to look at in " + folder);
      }
      return all.stream().filter(this::isIn).toList();
    }
  }

  private boolean isIn(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return secrets.stream().anyMatch(text::contains);
    } catch (IOException e) {
      return false; // the process has ended
    }
  }
}
