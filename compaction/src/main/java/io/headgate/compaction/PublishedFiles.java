package io.headgate.compaction;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * The metadata files that runs wrote for catalog {@code published}, told by their names: {@code
 * <sequence>-<snapshot>-<uuid>.metadata.json}. The registry tells which one readers see; one that
 * passed while a person holds the dataset is seen as soon as the hold is released.
 */
record PublishedFiles(List<PublishedFile> files) {
  private static final Pattern NAME =
      Pattern.compile("(\\d+)-(\\d+)-[0-9a-f-]+\\.metadata\\.json$");

  /** One of them. */
  record PublishedFile(long sequence, long snapshotId, Instant writtenAt) {}

  PublishedFiles {
    files = files.stream().sorted(Comparator.comparingLong(PublishedFile::sequence)).toList();
  }

  /** Those of a table; none when its store cannot list, or nothing was published. */
  static PublishedFiles of(Table table, String dataset, String warehouse) {
    List<PublishedFile> files = new ArrayList<>();
    if (table.io() instanceof SupportsPrefixOperations store) {
      String folder =
          warehouse.replaceAll("/+$", "") + "/_published/" + dataset.replace('.', '/') + "/";
      try {
        for (FileInfo file : store.listPrefix(folder)) {
          Matcher name = NAME.matcher(file.location());
          if (name.find()) {
            files.add(
                new PublishedFile(
                    Long.parseLong(name.group(1)),
                    Long.parseLong(name.group(2)),
                    Instant.ofEpochMilli(file.createdAtMillis())));
          }
        }
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof FileNotFoundException)) {
          throw e;
        }
      }
    }
    return new PublishedFiles(files);
  }

  /**
   * Snapshots that readers may see now or may come to see, and those that they saw lately.
   *
   * @param published sequence number that readers see; -1 when they see none
   * @param since readers who began before then have ended
   */
  List<Long> inUse(long published, Instant since) {
    List<Long> used = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      PublishedFile file = files.get(i);
      boolean last = i == files.size() - 1;
      if (file.sequence() >= published || last || !files.get(i + 1).writtenAt().isBefore(since)) {
        used.add(file.snapshotId());
      }
    }
    return used;
  }
}
