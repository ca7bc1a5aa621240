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
import java.util.stream.Stream;

/** Ledger rows as files of this machine. */
final class LocalOutboxFolder implements OutboxFolder {

  private final Path folder;

  private LocalOutboxFolder(Path folder) {
    this.folder = folder;
  }

  static LocalOutboxFolder at(URI uri) {
    if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
      throw new HeadgateException(
          ExitCode.BAD_CONFIGURATION,
          "Cannot keep ledger rows in '"
              + uri
              + "': it is neither a folder on this machine nor one in a bucket. Set streams.checkpoints to a file: or s3: URI.");
    }
    Path folder = Path.of(uri.getPath());
    LocalOutboxFolder outbox = new LocalOutboxFolder(folder);
    outbox.io(() -> Files.createDirectories(folder.resolve(REFUSED)));
    return outbox;
  }

  @Override
  public void put(LedgerRow row) {
    Path file = folder.resolve(OutboxFolder.name(row));
    Path draft = folder.resolve(OutboxFolder.name(row) + ".draft");
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

  @Override
  public List<String> waiting() {
    return io(
        () -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(SUFFIX))
                .sorted()
                .toList();
          }
        });
  }

  @Override
  public LedgerRow read(String name) {
    return io(() -> Json.MAPPER.readValue(Files.readString(folder.resolve(name)), LedgerRow.class));
  }

  @Override
  public void remove(String name) {
    io(() -> Files.deleteIfExists(folder.resolve(name)));
  }

  @Override
  public String setAside(String name) {
    String aside = REFUSED + "/" + name;
    io(() -> Files.move(folder.resolve(name), folder.resolve(aside), ATOMIC_MOVE));
    return aside;
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
