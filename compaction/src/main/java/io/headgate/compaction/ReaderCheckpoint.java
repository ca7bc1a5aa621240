package io.headgate.compaction;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The checkpoint of somebody's Spark stream that reads one of our tables: its newest offsets name
 * the snapshot from which it goes on.
 *
 * @param location URI of the checkpoint's folder
 */
record ReaderCheckpoint(String location) {
  private static final Pattern BATCH = Pattern.compile(".*/\\d+$");

  /**
   * Where the reader stands; empty when it has read nothing of this table.
   *
   * @throws HeadgateException when there is no checkpoint
   */
  Optional<Snapshot> position(Table table) {
    for (String line : newestOffsets(table.io()).split("\n", -1)) {
      JsonNode id = json(line).path("snapshot_id");
      if (id.canConvertToLong() && table.snapshot(id.asLong()) != null) {
        return Optional.of(table.snapshot(id.asLong()));
      }
    }
    return Optional.empty();
  }

  private String newestOffsets(FileIO store) {
    if (!(store instanceof SupportsPrefixOperations listing)) {
      throw unreadable("the lake's file store cannot list", null);
    }
    try {
      String newest =
          StreamSupport.stream(
                  listing.listPrefix(location.replaceAll("/+$", "") + "/offsets/").spliterator(),
                  false)
              .map(FileInfo::location)
              .filter(file -> BATCH.matcher(file).matches())
              .max(Comparator.comparingLong(ReaderCheckpoint::batch))
              .orElseThrow(() -> unreadable("it has no offsets", null));
      try (InputStream in = store.newInputFile(newest).newStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw unreadable(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause().getMessage(), e);
    }
  }

  private static long batch(String file) {
    return Long.parseLong(file.substring(file.lastIndexOf('/') + 1));
  }

  /** The first line is the version of the format; it and other sources' lines are passed over. */
  private static JsonNode json(String line) {
    try {
      return line.startsWith("{") ? Json.MAPPER.readTree(line) : Json.MAPPER.missingNode();
    } catch (JsonProcessingException e) {
      return Json.MAPPER.missingNode();
    }
  }

  private HeadgateException unreadable(String reason, Exception cause) {
    return new HeadgateException(
        ExitCode.BAD_CONFIGURATION,
        "Cannot read the checkpoint %s: %s. Correct --reader-checkpoint, or leave it out when the reader is gone."
            .formatted(location, reason),
        cause);
  }
}
