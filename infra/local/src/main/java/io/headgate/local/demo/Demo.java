package io.headgate.local.demo;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.airflow.client.model.DagRunState;
import io.headgate.local.ingest.IngestTotals;
import io.headgate.local.replay.Replay;
import io.headgate.local.replay.ReplaySelection;
import io.headgate.local.replay.ReplaySelection.Half;
import io.headgate.platform.contract.Aggregate;
import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The chapters of the demo: nine days of real flights go through the whole stack; the ninth, of
 * which half is missing, is held back from readers until it is whole. A chapter that ends otherwise
 * than the story says is a failure.
 */
final class Demo {
  static final String PIPELINE = "flights";
  static final String DAG = "flights__rollup_daily";
  private static final String ROLLUP = "rollup.flights_by_origin_daily";
  private static final Duration INGEST_PATIENCE = Duration.ofMinutes(5);
  private static final Duration DAG_PATIENCE = Duration.ofMinutes(2);
  private static final Duration RUN_PATIENCE = Duration.ofMinutes(15);

  private final Connections stack;
  private final DemoDays days;
  private final Clock clock;
  private final PrintStream out;
  private final GateTable gates;

  Demo(Connections stack, DemoDays days, Clock clock, PrintStream out) {
    this.stack = stack;
    this.days = days;
    this.clock = clock;
    this.out = out;
    this.gates = new GateTable(stack.registry(), ROLLUP);
  }

  /** Sends all nine days but half of the last, and what has arrived since. */
  long replayAllButHalf() throws Exception {
    Instant now = clock.instant();
    // What left early arrives before it was scheduled.
    Instant scheduledBefore = now.plus(Duration.ofDays(1));
    return replay(
        ReplaySelection.of(DemoDays.start(days.first()), scheduledBefore)
            .with(new Half(days.half(), false)));
  }

  /** Sends the half that was kept back. */
  long replayOtherHalf() throws Exception {
    Instant start = DemoDays.start(days.half());
    Instant end = DemoDays.start(days.half().plusDays(1));
    return replay(ReplaySelection.of(start, end).with(new Half(days.half(), true)));
  }

  private long replay(ReplaySelection selection) throws Exception {
    Replay.Sent sent =
        stack.replay().send(PIPELINE, selection, clock.instant(), (done, atMost) -> {});
    say("%,d events sent, moved by %d weeks", sent.events(), sent.shiftWeeks());
    return sent.events();
  }

  /** Waits until raw and the aggregates hold all that Kafka holds. */
  IngestTotals awaitStreams() throws Exception {
    PipelineContract contract = stack.pipeline(PIPELINE).contract();
    List<String> datasets = new ArrayList<>(List.of(contract.rawDataset()));
    contract.aggregates().stream().map(Aggregate::name).forEach(datasets::add);
    IngestTotals totals =
        stack
            .ingest()
            .await(
                contract,
                datasets,
                INGEST_PATIENCE,
                (dataset, soFar) -> say("%s: %,d events so far", dataset, soFar.read()));
    say(
        "%,d events in, %,d valid, %,d dead-lettered",
        totals.read(), totals.valid(), totals.quarantined());
    long rawRows = stack.stores().rawRows(contract.rawDataset());
    say("%,d rows in lake.%s", rawRows, contract.rawDataset());
    require(rawRows == totals.valid(), "raw does not hold each valid event");
    for (Aggregate aggregate : contract.aggregates()) {
      say("%,d windows in analyst.%s", stack.stores().windows(aggregate.name()), aggregate.name());
    }
    return totals;
  }

  /** Has Airflow run the days [first, last] by its backfill command. */
  void backfill(LocalDate first, LocalDate last) throws Exception {
    stack.runs().awaitDag(DAG, DAG_PATIENCE);
    List<String> command =
        List.of(
            "backfill",
            "create",
            "--dag-id",
            DAG,
            "--from-date",
            first.toString(),
            "--to-date",
            last.toString(),
            "--max-active-runs",
            "1");
    say("airflow %s", String.join(" ", command));
    stack.airflow().command(command);
    stack
        .runs()
        .awaitEnd(
            DAG,
            DemoDays.start(first),
            DemoDays.start(last),
            (int) first.datesUntil(last.plusDays(1)).count(),
            RUN_PATIENCE,
            run -> say("%s %s", run.getLogicalDate().toLocalDate(), run.getState()))
        .forEach(run -> requireState(run, DagRunState.SUCCESS));
  }

  /** Has Airflow run the half day; its checks fail, and so does the run. */
  DagRun runHalfDay() throws Exception {
    DagRun run =
        stack
            .runs()
            .trigger(
                DAG,
                DemoDays.start(days.half()),
                DemoDays.start(days.half().plusDays(1)),
                clock.instant());
    return awaitState(run, DagRunState.FAILED);
  }

  /** Has Airflow do a run again, as an operator does who clears it. */
  void repeat(DagRun run) throws Exception {
    stack.runs().clear(run);
    awaitState(run, DagRunState.SUCCESS);
  }

  private DagRun awaitState(DagRun run, DagRunState expected) throws InterruptedException {
    DagRun ended = stack.runs().awaitEnd(run, RUN_PATIENCE);
    say("%s %s", days.half(), ended.getState());
    requireState(ended, expected);
    return ended;
  }

  private static void requireState(DagRun run, DagRunState expected) {
    require(
        run.getState() == expected,
        "run " + run.getDagRunId() + " of " + DAG + " ended " + run.getState());
  }

  /** Asks both stores the same and requires the same answer. */
  void compareStores(String query) throws Exception {
    QueryResult fromTrino = stack.stores().trino(query);
    QueryResult fromClickHouse = stack.stores().clickHouse(query);
    out.println(indented("Trino, catalog published\n" + fromTrino.table()));
    out.println(indented("ClickHouse, database analyst\n" + fromClickHouse.table()));
    require(!fromTrino.rows().isEmpty(), "no rows are published");
    require(fromTrino.rows().equals(fromClickHouse.rows()), "the stores do not agree");
    say("the two answers are equal");
  }

  /** Shows the gates of all nine days, of which the last must be as told. */
  void showGates(boolean lastIsOpen) {
    out.println(indented(gates.table(days.first(), days.half())));
    require(
        gates.of(days.half()).open() == lastIsOpen,
        "the gate of " + days.half() + " is not " + (lastIsOpen ? "open" : "shut"));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new HeadgateException(
          ExitCode.BUG,
          "Cannot tell the demo to its end: "
              + otherwise
              + ". Look at the task's log in Airflow and at `headgate logs streams`.");
    }
  }

  private void say(String line, Object... values) {
    out.println("   " + String.format(Locale.ROOT, line, values));
  }

  private static String indented(String text) {
    return text.indent(3).stripTrailing();
  }
}
