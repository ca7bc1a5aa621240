package io.headgate.batch.ledger;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.LedgerRow.OffsetRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.annotation.Nullable;

/**
 * The micro-batches of a query, by its checkpoint: Spark logs what a batch reads before it runs the
 * batch ({@code offsets/<epoch>}), and that it ended ({@code commits/<epoch>}), and keeps the last
 * hundred. How many rows a batch had stands nowhere in it.
 */
final class CheckpointRows {
  /** The fields that a checkpoint does not tell. */
  static final List<String> COUNTS =
      List.of(
          "rows_in",
          "rows_valid",
          "rows_quarantined",
          "rows_filtered",
          "rows_late",
          "rows_duplicate",
          "partition_rows",
          "errors",
          "warnings",
          "late_rows",
          "suspects");

  private static final TypeReference<Map<String, Map<Integer, Long>>> OFFSETS =
      new TypeReference<>() {};

  private final PipelineContract contract;
  private final ContractVersions versions;
  private final String query;
  private final String dataset;

  CheckpointRows(
      PipelineContract contract, ContractVersions versions, String query, String dataset) {
    this.contract = contract;
    this.versions = versions;
    this.query = query;
    this.dataset = dataset;
  }

  /** What one {@code offsets} file says. */
  private record Begun(
      Instant at, @Nullable Instant watermark, Map<String, Map<Integer, Long>> ends) {}

  /**
   * The batches that ended.
   *
   * @param folder of the query; its generations stand in folders {@code g<n>} of it
   */
  List<RebuiltRow> of(Path folder) {
    List<RebuiltRow> rows = new ArrayList<>();
    try {
      for (Path checkpoint : checkpoints(folder)) {
        rows.addAll(inOne(checkpoint));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> checkpoints(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> generations = Files.list(folder)) {
      return Stream.concat(
              Stream.of(folder),
              generations.filter(path -> path.getFileName().toString().matches("g\\d+")))
          .filter(path -> Files.exists(path.resolve("metadata")))
          .sorted()
          .toList();
    }
  }

  private List<RebuiltRow> inOne(Path checkpoint) throws IOException {
    String queryId =
        Json.MAPPER.readTree(Files.readString(checkpoint.resolve("metadata"))).path("id").asText();
    List<RebuiltRow> rows = new ArrayList<>();
    for (long epoch : epochs(checkpoint.resolve("commits"))) {
      Path commit = checkpoint.resolve("commits/" + epoch);
      Path offsets = checkpoint.resolve("offsets/" + epoch);
      if (Files.exists(offsets)) {
        Begun begun = begun(offsets);
        Map<String, Map<Integer, Long>> starts = starts(checkpoint, epoch);
        rows.add(row(queryId, epoch, begun, starts, Files.getLastModifiedTime(commit).toInstant()));
      }
    }
    return rows;
  }

  private static List<Long> epochs(Path commits) throws IOException {
    if (!Files.isDirectory(commits)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(commits)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    }
  }

  /** Where the batch went on: where the one before ended, or where the query began. */
  @Nullable
  private static Map<String, Map<Integer, Long>> starts(Path checkpoint, long epoch)
      throws IOException {
    Path before = checkpoint.resolve(epoch == 0 ? "sources/0/0" : "offsets/" + (epoch - 1));
    if (!Files.exists(before)) {
      return null;
    }
    if (epoch > 0) {
      return begun(before).ends();
    }
    // Spark puts a byte and a version before the JSON.
    String text = Files.readString(before);
    return Json.MAPPER.readValue(text.substring(text.indexOf('{')), OFFSETS);
  }

  private static Begun begun(Path offsets) throws IOException {
    List<String> lines = Files.readAllLines(offsets);
    if (lines.size() < 3) {
      throw new IOException("No log of offsets: " + offsets);
    }
    JsonNode metadata = Json.MAPPER.readTree(lines.get(1));
    long watermark = metadata.path("batchWatermarkMs").asLong();
    return new Begun(
        Instant.ofEpochMilli(metadata.path("batchTimestampMs").asLong()),
        watermark == 0 ? null : Instant.ofEpochMilli(watermark),
        Json.MAPPER.readValue(lines.get(2), OFFSETS));
  }

  private RebuiltRow row(
      String queryId,
      long epoch,
      Begun begun,
      @Nullable Map<String, Map<Integer, Long>> starts,
      Instant committedAt) {
    List<String> unknown = new ArrayList<>(COUNTS);
    unknown.addAll(List.of("contract_version", "snapshot_id", "frontier"));
    List<OffsetRange> ranges = new ArrayList<>();
    if (starts == null) {
      unknown.add("offsets");
    } else {
      begun
          .ends()
          .forEach(
              (topic, ends) ->
                  ends.forEach(
                      (partition, until) -> {
                        long from =
                            starts.getOrDefault(topic, Map.of()).getOrDefault(partition, 0L);
                        if (until > from) {
                          ranges.add(new OffsetRange(topic, partition, from, until));
                        }
                      }));
    }
    return new RebuiltRow(
        new LedgerRow(
            query,
            queryId,
            epoch,
            dataset,
            contract.name(),
            versions.at(committedAt),
            ranges,
            0,
            0,
            0,
            Map.of(),
            null,
            null,
            begun.watermark(),
            begun.at(),
            committedAt),
        unknown);
  }
}
