package io.headgate.bench.candidate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * What the checkpoints below a folder say, read as files: the same for every Spark query, whoever
 * wrote it.
 *
 * @param root folder with the checkpoints of one or more queries
 */
public record Checkpoints(Path root) {
  private static final int DEPTH = 8;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * One committed batch.
   *
   * @param number counts from 0
   * @param begun when its offsets were logged
   * @param committed when its commit was
   */
  public record Batch(long number, Instant begun, Instant committed) {
    public Duration took() {
      return Duration.between(begun, committed);
    }
  }

  /** Whether there is a query, and every one has committed all up to these ends. */
  public boolean reached(Map<TopicPartition, Long> ends) throws IOException {
    List<Path> queries = queries();
    for (Path query : queries) {
      Map<TopicPartition, Long> committed = committed(query);
      for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
        if (committed.getOrDefault(end.getKey(), 0L) < end.getValue()) {
          return false;
        }
      }
    }
    return !queries.isEmpty();
  }

  /** Records before these ends that the slowest query has not committed. */
  public long behind(Map<TopicPartition, Long> ends) throws IOException {
    long most = 0;
    List<Path> queries = queries();
    if (queries.isEmpty()) {
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
    for (Path query : queries) {
      Map<TopicPartition, Long> committed = committed(query);
      long behind =
          ends.entrySet().stream()
              .mapToLong(
                  end -> Math.max(0, end.getValue() - committed.getOrDefault(end.getKey(), 0L)))
              .sum();
      most = Math.max(most, behind);
    }
    return most;
  }

  /** The committed batches of all queries whose files are still there, in order of their commit. */
  public List<Batch> batches() throws IOException {
    List<Batch> batches = new ArrayList<>();
    for (Path query : queries()) {
      for (long number : numbers(query.resolve("commits"))) {
        Path offsets = query.resolve("offsets").resolve(Long.toString(number));
        Path commit = query.resolve("commits").resolve(Long.toString(number));
        if (Files.exists(offsets)) {
          batches.add(
              new Batch(
                  number,
                  Files.getLastModifiedTime(offsets).toInstant(),
                  Files.getLastModifiedTime(commit).toInstant()));
        }
      }
    }
    batches.sort((one, other) -> one.committed().compareTo(other.committed()));
    return batches;
  }

  private List<Path> queries() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(root, DEPTH)) {
      return walk.filter(path -> path.endsWith("commits")).map(Path::getParent).toList();
    } catch (UncheckedIOException e) {
      return List.of(); // a folder of the state store went while it was listed
    }
  }

  private static Map<TopicPartition, Long> committed(Path query) throws IOException {
    long newest =
        numbers(query.resolve("commits")).stream().mapToLong(Long::longValue).max().orElse(-1);
    Path file = query.resolve("offsets").resolve(Long.toString(newest));
    Map<TopicPartition, Long> committed = new HashMap<>();
    if (newest < 0 || !Files.exists(file)) {
      return committed;
    }
    List<String> lines = Files.readAllLines(file);
    // Version, metadata, then a line per source.
    for (String line : lines.subList(Math.min(2, lines.size()), lines.size())) {
      JsonNode topics = MAPPER.readTree(line);
      topics
          .fields()
          .forEachRemaining(
              topic ->
                  topic
                      .getValue()
                      .fields()
                      .forEachRemaining(
                          partition ->
                              committed.put(
                                  new TopicPartition(
                                      topic.getKey(), Integer.parseInt(partition.getKey())),
                                  partition.getValue().asLong())));
    }
    return committed;
  }

  private static List<Long> numbers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9]+"))
          .map(Long::parseLong)
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
