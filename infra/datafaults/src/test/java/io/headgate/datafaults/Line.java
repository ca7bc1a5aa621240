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
 * @param open whether that gate must be open in the end
 * @param reasons all that the gate must tell, whether they shut it or not
 */
record Line(
    int day,
    String kind,
    String name,
    List<String> deeds,
    String gate,
    boolean open,
    List<Told> reasons) {

  /**
   * A reason.
   *
   * @param words what it must say
   */
  record Told(String code, String words) {
    private static Told of(String text) {
      String[] parts = text.split(": ", 2);
      return new Told(parts[0], parts[1]);
    }
  }

  /** All lines of a table of faults. */
  static List<Line> faults(String table, int firstDay) {
    return read(table, firstDay, false);
  }

  /** All lines of a table without faults. */
  static List<Line> clean(String table, int firstDay) {
    return read(table, firstDay, true);
  }

  private static List<Line> read(String table, int firstDay, boolean open) {
    List<Line> lines = new ArrayList<>();
    for (String text : text(table).lines().toList()) {
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> cells =
          Arrays.stream((text + " | ").split("\\|", -1)).map(String::strip).toList();
      lines.add(
          new Line(
              firstDay + lines.size(),
              cells.get(0),
              cells.get(1),
              parts(cells.get(2)),
              cells.get(3),
              open,
              parts(cells.get(4)).stream().map(Told::of).toList()));
    }
    return lines;
  }

  private static List<String> parts(String cell) {
    return Arrays.stream(cell.split(";", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
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

  /** Whether its last deed is a reconciliation. */
  boolean isReconciled() {
    return deeds.contains("reconcile");
  }

  /** Whether its run takes its time, and must be in time all the same. */
  boolean isSlow() {
    return deeds.stream().anyMatch(deed -> deed.startsWith("run in "));
  }

  /** What producers do during the day. */
  List<String> before() {
    return deeds.stream().filter(deed -> !isAfterwards(deed)).toList();
  }

  /** Whether it changes the raw table behind the stream's back. */
  boolean tampersWithRaw() {
    return deeds.stream().anyMatch(deed -> verb(deed).equals("raw"));
  }

  /** What happens when its run has ended, of a line whose first deed is a run. */
  List<String> afterItsRun() {
    return afterwards().stream().skip(1).toList();
  }

  private static boolean isAfterwards(String deed) {
    return Set.of("run", "wait", "late", "raw", "rollup", "clickhouse", "reconcile")
        .contains(verb(deed));
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
