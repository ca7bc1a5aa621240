package io.headgate.components;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of everything downloaded, shared by all stacks and tests of a user. Each entry is made
 * aside under a lock and appears by one rename, so what is there is whole: an interrupted download
 * starts over, and two processes at once download once.
 */
public final class DownloadCache {
  /** Fills an empty folder with a verified, unpacked download. */
  @FunctionalInterface
  interface Filling {
    void fill(Path folder) throws IOException, InterruptedException;
  }

  // A file lock is held per process; threads of this one take turns by the monitor.
  private static final Object TURN = new Object();

  private final Path folder;

  public DownloadCache(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** The folder named by HEADGATE_CACHE, else {@code ~/.cache/headgate}. */
  public static DownloadCache ofUser() {
    String named = System.getenv("HEADGATE_CACHE");
    return new DownloadCache(
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache", "headgate")
            : Path.of(named));
  }

  public Path folder() {
    return folder;
  }

  /** The folder of the entry, filled first when it is not there. */
  Path entry(String name, String key, Filling filling) throws InterruptedException {
    Path entry = folder.resolve(name + "-" + key.substring(0, 12));
    if (Files.isDirectory(entry)) {
      return entry;
    }
    try {
      Files.createDirectories(folder);
      synchronized (TURN) {
        try (FileChannel file = open(folder.resolve("." + entry.getFileName() + ".lock"));
            FileLock lock = file.lock()) {
          if (lock.isValid() && !Files.isDirectory(entry)) {
            make(entry, filling);
          }
        }
      }
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot fill " + entry + ": " + e.getMessage(), e);
    }
  }

  private static FileChannel open(Path lock) throws IOException {
    return FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void make(Path entry, Filling filling) throws IOException, InterruptedException {
    Path aside = folder.resolve("." + entry.getFileName() + ".part");
    delete(aside);
    Files.createDirectories(aside);
    filling.fill(aside);
    Files.move(aside, entry, StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(tree)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
