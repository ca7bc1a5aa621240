package io.headgate.datafaults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A line of the tables {@code faults.txt} and {@code clean.txt}.
 *
 * @param day number of its day; no two lines have the same
 * @param deeds what is done to the day, in order
 * @param gate {@code raw} or {@code rollup}
 * @param reason code of the reason that must shut the gate, empty when it must stay open
 * @param words what that reason must say
 */
record Line(
    int day,
    String kind,
    String name,
    List<String> deeds,
    String gate,
    String reason,
    String words) {

  /** All lines of a table. */
  static List<Line> read(String table, int firstDay) {
    List<Line> lines = new ArrayList<>();
    for (String text : text(table).lines().toList()) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> cells =
          Arrays.stream((text + " | | ").split("\\|", -1)).map(String::strip).toList();
      lines.add(
          new Line(
              firstDay + lines.size(),
              cells.get(0),
              cells.get(1),
              Arrays.stream(cells.get(2).split(";", -1))
                  .map(String::strip)
                  .filter(deed -> !deed.isEmpty())
                  .toList(),
              cells.get(3),
              cells.get(4),
              cells.get(5)));
    }
    return lines;
  }

  private static String text(String table) {
    try (InputStream file = Line.class.getResourceAsStream(table)) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What happens when the day is over: runs, late events, changes of tables, reconciliations. */
  List<String> afterwards() {
    List<String> afterwards = deeds.stream().filter(Line::isAfterwards).toList();
    return afterwards.stream().anyMatch(deed -> verb(deed).equals("run"))
        ? afterwards
        : append(afterwards, "run");
  }

  /** What producers do during the day. */
  List<String> before() {
    return deeds.stream().filter(deed -> !isAfterwards(deed)).toList();
  }

  /** Whether it changes the raw table behind the stream's back. */
  boolean tampersWithRaw() {
    return deeds.stream().anyMatch(deed -> verb(deed).equals("raw"));
  }

  private static boolean isAfterwards(String deed) {
    return Set.of("run", "late", "raw", "rollup", "clickhouse", "reconcile").contains(verb(deed));
  }

  private static String verb(String deed) {
    return deed.split(" ", 2)[0];
  }

  private static List<String> append(List<String> deeds, String last) {
    List<String> all = new ArrayList<>(deeds);
    all.add(last);
    return all;
  }
}
