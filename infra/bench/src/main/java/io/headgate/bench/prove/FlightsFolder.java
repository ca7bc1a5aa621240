package io.headgate.bench.prove;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of the contract of flights for half a year of the past: Kafka keeps all of it, a level is
 * made of the one below, and the traffic of real days may differ more, since a whole run is judged
 * by its worst day.
 */
record FlightsFolder(Path folder) {
  private static final String RESOURCES = "/io/headgate/bench/halfyear/";
  private static final String BUGGY = "rollups/flights_by_origin_daily.sql";
  private static final String EVENTS = "FROM events";

  /** Copies it. */
  static FlightsFolder copy(Path contract, Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(contract)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path copy = folder.resolve(contract.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    Files.writeString(
        folder.resolve("rollups/departures_by_origin_daily.sql"),
        text("departures_by_origin_daily.sql"));
    FlightsFolder copied = new FlightsFolder(folder);
    copied.replace("pipeline.yaml", "topic: P30D", "topic: P3650D");
    copied.replace("pipeline.yaml", "minimum_ratio: 0.70", "minimum_ratio: 0.50");
    copied.replace("pipeline.yaml", "maximum_ratio: 1.30", "maximum_ratio: 1.60");
    copied.replace("pipeline.yaml", "retention:\n", text("rollup.yaml") + "retention:\n");
    return copied;
  }

  /** Counts every flight of the daily rollup twice, as a join on too few columns does. */
  void putBug() throws IOException {
    replace(BUGGY, EVENTS, EVENTS + " LATERAL VIEW explode(array(1, 2)) joined AS n");
  }

  void mend() throws IOException {
    replace(BUGGY, EVENTS + " LATERAL VIEW explode(array(1, 2)) joined AS n", EVENTS);
  }

  private void replace(String file, String old, String with) throws IOException {
    String text = Files.readString(folder.resolve(file));
    if (!text.contains(old)) {
      throw new IllegalStateException("'%s' is not in %s".formatted(old, folder.resolve(file)));
    }
    Files.writeString(folder.resolve(file), text.replace(old, with));
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = FlightsFolder.class.getResourceAsStream(RESOURCES + resource)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
