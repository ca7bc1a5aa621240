package io.headgate.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many files the checkpoints of a job have become, against what Spark is to keep.
 *
 * <p>Its logs of offsets and commits keep a hundred batches, and what has come since they were last
 * cleaned. Each partition of the state keeps as many versions, and those that have come since its
 * maintenance, which runs every minute; a version is at most a change log, a snapshot and a file of
 * RocksDB.
 *
 * @param logFiles of the longest log of a query
 * @param stateFiles of the partition of the state that has the most
 * @param stateFilesAtMost by the formula
 */
public record CheckpointSize(int logFiles, int stateFiles, long stateFilesAtMost) {
  /** Spark's {@code minBatchesToRetain}, and the few that it removes later, on another thread. */
  public static final int LOG_FILES_AT_MOST = 110;

  private static final int VERSIONS_KEPT = 100;
  private static final int FILES_PER_VERSION = 3;

  /** Two of them, since one that runs long delays the next. */
  private static final Duration MAINTENANCE = Duration.ofMinutes(2);

  /**
   * Counts the files below a folder.
   *
   * @param root folder with the checkpoints of one or more queries
   * @param trigger time between two batches
   */
  public static CheckpointSize of(Path root, Duration trigger) throws IOException {
    int logs = 0;
    int states = 0;
    List<Path> folders;
    try (Stream<Path> walk = Files.walk(root)) {
      folders = walk.filter(Files::isDirectory).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path folder : folders) {
      if (folder.endsWith("offsets") || folder.endsWith("commits")) {
        logs = Math.max(logs, files(folder));
      } else if (root.relativize(folder).toString().contains("state")) {
        states = Math.max(states, files(folder));
      }
    }
    return new CheckpointSize(
        logs,
        states,
        FILES_PER_VERSION * (VERSIONS_KEPT + MAINTENANCE.toMillis() / trigger.toMillis()));
  }

  /** Checksums are not counted: each file has one. */
  private static int files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int)
          files
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(Files::isRegularFile)
              .count();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  public boolean bounded() {
    return logFiles <= LOG_FILES_AT_MOST && stateFiles <= stateFilesAtMost;
  }
}
