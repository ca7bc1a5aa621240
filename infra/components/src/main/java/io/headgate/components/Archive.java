package io.headgate.components;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks .tgz, .tar.gz, .txz, .zip and .jar, with links and execute permissions. */
final class Archive {
  private static final Set<PosixFilePermission> EXECUTE =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  private Archive() {}

  static void unpack(Path archive, Path folder) throws IOException {
    String name = archive.getFileName().toString();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
      if (name.endsWith(".zip") || name.endsWith(".jar")) {
        unzip(new ZipInputStream(in), folder);
      } else if (name.endsWith(".txz")) {
        untar(new TarArchiveInputStream(new XZCompressorInputStream(in)), folder);
      } else {
        untar(new TarArchiveInputStream(new GzipCompressorInputStream(in, true)), folder);
      }
    }
  }

  private static void unzip(ZipInputStream in, Path folder) throws IOException {
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      if (!entry.isDirectory()) {
        Files.copy(in, place(folder, entry.getName()));
      }
    }
  }

  private static void untar(TarArchiveInputStream in, Path folder) throws IOException {
    for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      if (entry.isDirectory()) {
        continue;
      }
      Path place = place(folder, entry.getName());
      if (entry.isSymbolicLink()) {
        Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
      } else if (entry.isLink()) {
        Files.createLink(place, place(folder, entry.getLinkName()));
      } else {
        Files.copy(in, place);
        if ((entry.getMode() & 0111) != 0) {
          Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
          permissions.addAll(EXECUTE);
          Files.setPosixFilePermissions(place, permissions);
        }
      }
    }
  }

  private static Path place(Path folder, String name) throws IOException {
    Path place = folder.resolve(name).normalize();
    if (!place.startsWith(folder)) {
      throw new IOException("Archive entry " + name + " lies outside of its folder");
    }
    Files.createDirectories(place.getParent());
    return place;
  }
}
