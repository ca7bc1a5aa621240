package io.headgate.bench.command;

import io.headgate.airflow.client.model.DagRun;
import io.headgate.bench.stack.BenchStack;
import io.headgate.components.AirflowInstallation;
import io.headgate.local.StackProperties;
import io.headgate.local.airflow.AirflowRuns;
import io.headgate.local.simulate.Shares;
import io.headgate.local.simulate.Simulation;
import io.headgate.platform.contract.Grain;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.registry.Partition;
import io.headgate.platform.registry.PartitionState;
import io.headgate.platform.registry.RegistryClient;
import io.headgate.platform.registry.RunReport;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headgate bench publication}. */
@Command(
    name = "publication",
    mixinStandardHelpOptions = true,
    description =
        "How long after the end of an hour its rollup is published: by Airflow's own schedule, with"
            + " the whole stack running and events coming in. Waits for the end of the hour.",
    footer = {"", "A goal that is missed is told with its figure, and is no failure."})
public final class PublicationCommand implements Callable<Integer> {
  private static final String PIPELINE = "flights";
  private static final String DATASET = "rollup.flights_by_origin_hourly";
  private static final String DAG = "flights__rollup_hourly";
  private static final Duration GOAL = Duration.ofMinutes(3);
  private static final Duration DAG_PATIENCE = Duration.ofMinutes(5);

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--hours",
      defaultValue = "1",
      paramLabel = "N",
      description = "Ends of hours that are waited for (default: ${DEFAULT-VALUE}).")
  private int hours;

  @Option(
      names = "--rate",
      defaultValue = "100",
      paramLabel = "N",
      description = "Events per second all the while (default: ${DEFAULT-VALUE}).")
  private long rate;

  private final Clock clock = Clock.systemUTC();
  private final PrintStream out = System.out;

  /**
   * One hour, in seconds after its end.
   *
   * @param hour its start, UTC
   * @param scheduled Airflow began its run
   * @param started the job began, when its inputs were ready and Spark was up
   * @param published readers had it
   */
  public record Hour(String hour, double scheduled, double started, double published, long rows) {}

  @Override
  public Integer call() throws Exception {
    try (BenchSession session =
        new BenchSession("publication", options, clock, out, BenchStack::startAll)) {
      BenchStack stack = session.stack();
      session.apply().apply(stack.layout().repository().resolve("sql/pipelines").resolve(PIPELINE));
      AirflowRuns runs = airflow(stack.properties());
      runs.awaitDag(DAG, DAG_PATIENCE);
      Instant first = Grain.HOURLY.partitionStart(clock.instant());
      ExecutorService sender = Executors.newSingleThreadExecutor();
      try {
        Future<?> sending = sender.submit(() -> send(stack.properties()));
        List<Hour> measured = new ArrayList<>();
        for (int i = 0; i < hours; i++) {
          Instant start = first.plus(i, ChronoUnit.HOURS);
          awaitEnd(session, start, sending);
          measured.add(measure(stack.registry(), runs, start, sending));
          out.println(text(measured.get(i)));
        }
        session.finish(Map.of("hours", hours, "rate", rate, "seed", options.seed), measured);
      } finally {
        sender.shutdownNow();
      }
      return 0;
    }
  }

  private static AirflowRuns airflow(StackProperties properties) {
    return AirflowRuns.login(
        properties.get("stack.airflow-url"),
        AirflowInstallation.ADMIN,
        properties.get("stack.airflow-admin-password"));
  }

  /** Sends longer than anybody waits; ends by an interrupt. */
  private Void send(StackProperties properties) throws InterruptedException {
    Shares shares = new Shares(0.1, 0.01, 0, 0);
    Duration length = Duration.ofHours(hours).plus(options.patience);
    new Simulation(PIPELINE, properties.registry(), clock)
        .throughKafka(
            new Simulation.Load(rate, options.seed, length, shares),
            properties.get("kafka.bootstrap-servers"));
    return null;
  }

  private void awaitEnd(BenchSession session, Instant start, Future<?> sending) throws Exception {
    Instant end = Grain.HOURLY.partitionEnd(start);
    while (clock.instant().isBefore(end)) {
      Duration left = Duration.between(clock.instant(), end);
      session.tell("hour %s ends in %d min".formatted(start, left.toMinutes() + 1));
      Thread.sleep(Math.min(left.toMillis() + 1, 60_000));
      requireSending(sending);
    }
  }

  private Hour measure(RegistryClient registry, AirflowRuns runs, Instant start, Future<?> sending)
      throws Exception {
    Instant end = Grain.HOURLY.partitionEnd(start);
    String key = Grain.HOURLY.partitionKey(start);
    while (clock.instant().isBefore(end.plus(options.patience))) {
      Optional<RunReport> published = published(registry, key);
      if (published.isPresent()) {
        return hour(runs, start, published.get());
      }
      requireSending(sending);
      Thread.sleep(200);
    }
    throw new HeadgateException(
        ExitCode.NOT_READY,
        "Cannot measure hour %s: %s was not published within %s. Look at DAG %s."
            .formatted(key, DATASET, options.patience, DAG));
  }

  /** By the run, as an event that comes a moment later makes the partition dirty again. */
  private static Optional<RunReport> published(RegistryClient registry, String key) {
    return registry.partitions(DATASET).stream()
        .filter(partition -> partition.partitionKey().equals(key))
        .map(Partition::runKey)
        .filter(Objects::nonNull)
        .findFirst()
        .flatMap(registry::run)
        .filter(run -> run.state() == PartitionState.PUBLISHED);
  }

  private static Hour hour(AirflowRuns runs, Instant start, RunReport published) {
    Instant end = Grain.HOURLY.partitionEnd(start);
    DagRun scheduled = runs.between(DAG, start, start).get(0);
    return new Hour(
        start.toString(),
        seconds(end, scheduled.getStartDate().toInstant()),
        seconds(end, published.startedAt()),
        seconds(end, published.endedAt()),
        published.partitionRows().values().stream().mapToLong(Long::longValue).sum());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }

  private static void requireSending(Future<?> sending) throws Exception {
    if (sending.isDone()) {
      sending.get();
      throw new IllegalStateException("Events are not sent any more");
    }
  }

  private static String text(Hour hour) {
    return String.format(
        Locale.ROOT,
        "hour %s: scheduled %.0f s after its end, job began after %.0f s, published after %.0f s, %,d rows  goal: at most %d s  %s",
        hour.hour(),
        hour.scheduled(),
        hour.started(),
        hour.published(),
        hour.rows(),
        GOAL.toSeconds(),
        hour.published() <= GOAL.toSeconds() ? "reached" : "MISSED");
  }
}
