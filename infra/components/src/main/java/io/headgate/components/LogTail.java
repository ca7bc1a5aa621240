package io.headgate.components;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log. */
public final class LogTail {
  private static final int BYTES_READ = 256 * 1024;

  private LogTail() {}

  /** The last {@code count} lines of the file, "" when there is none; reads only its end. */
  public static String of(Path log, int count) {
    if (!Files.exists(log)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(BYTES_READ, file.length())];
      file.seek(file.length() - end.length);
      file.readFully(end);
      return of(new String(end, UTF_8), count);
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  static String of(String text, int count) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
