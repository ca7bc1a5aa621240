package io.headgate.datafaults;

import static java.util.stream.Collectors.partitioningBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.batch.RunOutcome;
import io.headgate.platform.batch.RunOutcome.End;
import io.headgate.platform.registry.GateAnswer;
import io.headgate.platform.registry.Partition.Timeliness;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Each line of the tables has a day of its own, of the same pipeline. A day of a fault comes before
 * every clean one, so that the days before it are good, and no clean day is compared with bad ones.
 */
@TestMethodOrder(OrderAnnotation.class)
class DataFaultsTest {
  private static final LocalDate FIRST = LocalDate.parse("2020-01-06");
  private static final int HISTORY_DAYS = 7;
  private static final int KINDS = 12;
  private static final int CASES = 60;
  private static final String UNREAD = "%soffsets \\d+ to \\d+ of .* were not read";

  private static final List<Line> FAULTS = Line.faults("faults.txt", 0);
  private static final List<Line> CLEAN = Line.clean("clean.txt", FAULTS.size());

  private static DeparturesPipeline pipeline;
  private static RawTable raw;

  @BeforeAll
  static void sendEverything() throws Exception {
    pipeline = new DeparturesPipeline();
    raw = new RawTable(pipeline.spark);
    LocalDate end = FIRST.plusDays(HISTORY_DAYS);
    for (LocalDate day = FIRST; day.isBefore(end); day = day.plusDays(1)) {
      pipeline.send(new Producers(day).events());
    }
    for (List<Line> table : List.of(FAULTS, CLEAN)) {
      for (Line line : table) {
        pipeline.send(new Producers(date(line.day())).doing(line.before()).events());
      }
    }
    pipeline.ingest();
    assertThat(pipeline.run(FIRST, end)).extracting(RunOutcome::end).containsExactly(End.PUBLISHED);
  }

  @Test
  void theTablesAreLargeEnough() {
    assertThat(FAULTS).hasSizeGreaterThanOrEqualTo(CASES);
    assertThat(CLEAN).hasSizeGreaterThanOrEqualTo(CASES);
    assertThat(FAULTS.stream().map(Line::kind).distinct()).hasSizeGreaterThanOrEqualTo(KINDS);
  }

  @Test
  @Order(1)
  void noCleanVariationShutsAGate() {
    assertAsExpected(CLEAN.stream().map(line -> look(line, line.afterwards())).toList());
  }

  /** Some faults are that time passes: then the days that nobody has run by then are late. */
  @Test
  @Order(2)
  void everyFaultShutsItsGateWithItsReasons() {
    Map<Boolean, List<Line>> faults = FAULTS.stream().collect(partitioningBy(Line::isReconciled));
    List<Seen> seen = new ArrayList<>();
    faults.get(false).forEach(line -> seen.add(look(line, line.afterwards())));
    // What a reconciliation finds shuts raw for the runs of other days, so these come first.
    faults.get(true).forEach(line -> run(List.of("run"), date(line.day())));
    faults.get(true).forEach(line -> seen.add(look(line, line.afterItsRun())));

    assertAsExpected(seen);
    Line last = FAULTS.get(FAULTS.size() - 1);
    assertThat(pipeline.gate(last.gate(), date(last.day())).open()).isFalse();
    pipeline.reconcile();
    assertThat(pipeline.gate(last.gate(), date(last.day())).open()).isTrue();
  }

  @Test
  @Order(3)
  void aLedgerRowThatIsLostShutsRawAndWhatWasMadeFromItUntilItIsThere() {
    LocalDate date = date(FAULTS.size() + CLEAN.size());
    List<Departure> events = new Producers(date).events();
    pipeline.send(events.subList(0, 40));
    pipeline.send(new Producers(date.plusDays(1)).events());
    pipeline.ingest();
    pipeline.send(events.subList(40, 80));
    pipeline.ingestUntold("lost");
    pipeline.send(events.subList(80, 120));
    pipeline.ingestUntold("delayed");
    assertThat(pipeline.run(date, date.plusDays(1)))
        .extracting(RunOutcome::end)
        .containsExactly(End.PUBLISHED);
    assertThat(shutting("raw", date)).isEmpty();
    assertThat(shutting("rollup", date)).isEmpty();

    pipeline.tell("delayed");

    assertThat(shutting("raw", date))
        .singleElement()
        .asString()
        .matches(UNREAD.formatted("UNBALANCED: "));
    assertThat(shutting("rollup", date))
        .singleElement()
        .asString()
        .matches(UNREAD.formatted("INPUT_SHUT: .* was shut: "));

    pipeline.tell("lost");

    assertThat(shutting("raw", date)).isEmpty();
    assertThat(shutting("rollup", date)).isEmpty();
  }

  private static List<String> shutting(String gate, LocalDate date) {
    return pipeline.gate(gate, date).shutting().stream()
        .map(reason -> reason.code() + ": " + reason.text())
        .toList();
  }

  private static void assertAsExpected(List<Seen> seen) {
    assertThat(seen).filteredOn(each -> !each.asExpected()).extracting(Seen::text).isEmpty();
  }

  /** A day apart, so that a clock that is a day behind puts events on a day of nobody's. */
  private static LocalDate date(int day) {
    return FIRST.plusDays(HISTORY_DAYS + 1 + 2L * day);
  }

  private static Seen look(Line line, List<String> deeds) {
    LocalDate date = date(line.day());
    long snapshot = raw.snapshot();
    long begun = System.nanoTime();
    deeds.forEach(deed -> happens(deed, date));
    long done = System.nanoTime();
    GateAnswer answer = pipeline.gate(line.gate(), date);
    Duration asked = Duration.ofNanos(System.nanoTime() - done);
    boolean inTime = !line.isSlow() || pipeline.timeliness(date) == Timeliness.ON_TIME;
    Seen seen = new Seen(line, answer, asked, inTime);
    System.out.printf(
        Locale.ROOT, "%5d ms %s%n", Duration.ofNanos(done - begun).toMillis(), seen.text());
    if (line.tampersWithRaw()) {
      raw.backTo(snapshot);
    }
    return seen;
  }

  private static void happens(String deed, LocalDate date) {
    List<String> words = new ArrayList<>(List.of(deed.split(" ", -1)));
    switch (words.get(0)) {
      case "run" -> run(words, date);
      case "wait" -> pipeline.clock.letPass(Duration.parse(words.get(1)));
      case "late" -> comeLate(words.get(1), date);
      case "reconcile" -> pipeline.reconcile();
      case "raw" -> {
        switch (words.get(1)) {
          case "delete" -> raw.delete(date, words.get(2));
          case "repeat" -> raw.repeat(date, words.get(2));
          case "rewrite" -> raw.rewrite(date);
          default -> throw new IllegalArgumentException("Nothing that happens to raw: " + deed);
        }
      }
      case "rollup" -> pipeline.tamper(date, words.get(1).equals("delete"));
      case "clickhouse" -> {
        switch (words.get(1)) {
          case "delete" -> pipeline.unserve(date, words.get(2));
          case "double" -> pipeline.serveDouble(date);
          default -> throw new IllegalArgumentException("Nothing that happens there: " + deed);
        }
      }
      default -> throw new IllegalArgumentException("Nothing that happens: " + deed);
    }
  }

  private static void comeLate(String share, LocalDate date) {
    pipeline.send(new Producers(date).late(share));
    pipeline.ingest();
  }

  private static void run(List<String> words, LocalDate date) {
    Duration time = words.size() == 3 ? Duration.parse(words.get(2)) : Duration.ZERO;
    switch (words.size() == 1 ? "" : words.get(1)) {
      case "" -> attempt(() -> pipeline.run(date, date.plusDays(1)));
      case "not" -> {}
      case "in" -> attempt(() -> pipeline.runSlowly(date, time));
      case "dies-after" -> attempt(() -> pipeline.dieInChecks(date, time));
      case "without-clickhouse" -> attempt(() -> pipeline.runWithoutClickHouse(date));
      case "without-registry" -> attempt(() -> pipeline.runWithoutRegistry(date));
      default -> throw new IllegalArgumentException("No way to run: " + words);
    }
  }

  /** A run that fails says so to its operator; here only the gate is looked at. */
  private static void attempt(Supplier<List<RunOutcome>> run) {
    try {
      assertThat(run.get()).hasSize(1);
    } catch (RuntimeException e) {
      System.out.println("       the run failed: " + e.getMessage());
    }
  }
}
