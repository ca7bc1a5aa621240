package io.headgate.platform.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Ledger rows as files: one each, whole or not there, in the order of their names. */
final class OutboxFolder {
  private static final String SUFFIX = ".json";
  private static final String REFUSED = "refused";

  private final Path folder;

  private OutboxFolder(Path folder) {
    this.folder = folder;
  }

  static OutboxFolder at(URI uri) {
    if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot keep ledger rows in '"
              + uri
              + "': only folders on this machine are supported. Set streams.checkpoints to a file: URI.");
    }
    Path folder = Path.of(uri.getPath());
    OutboxFolder outbox = new OutboxFolder(folder);
    outbox.io(() -> Files.createDirectories(folder.resolve(REFUSED)));
    return outbox;
  }

  void put(LedgerRow row) {
    Path file = folder.resolve(name(row));
    Path draft = folder.resolve(name(row) + ".draft");
    io(
        () -> {
          try (FileChannel channel = FileChannel.open(draft, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer bytes = UTF_8.encode(Json.write(row));
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
            channel.force(true);
          }
          Files.move(draft, file, ATOMIC_MOVE);
          // The rename itself survives a power failure only when the folder is synced too.
          try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
          }
          return file;
        });
  }

  /** Oldest first. */
  List<Path> waiting() {
    return io(
        () -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
          }
        });
  }

  LedgerRow read(Path file) {
    return io(() -> Json.MAPPER.readValue(Files.readString(file), LedgerRow.class));
  }

  void remove(Path file) {
    io(() -> Files.deleteIfExists(file));
  }

  /** Keeps a row that the registry will never take, out of the way of the others. */
  Path setAside(Path file) {
    return io(
        () -> Files.move(file, folder.resolve(REFUSED).resolve(file.getFileName()), ATOMIC_MOVE));
  }

  /** Sorts by time of commit first: a query that starts anew counts its epochs from 0 again. */
  private static String name(LedgerRow row) {
    return String.format(
        Locale.ROOT,
        "%015d-%012d-%s%s",
        row.committedAt().toEpochMilli(),
        row.epoch(),
        row.dataset().replaceAll("[^A-Za-z0-9_.-]", "_"),
        SUFFIX);
  }

  private <T> T io(IoAction<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new HeadgateException(
          ExitCode.DEPENDENCY_DOWN,
          "Cannot keep ledger rows in '" + folder + "': " + e + ". Check its space and rights.",
          e);
    }
  }

  private interface IoAction<T> {
    T run() throws IOException;
  }
}
