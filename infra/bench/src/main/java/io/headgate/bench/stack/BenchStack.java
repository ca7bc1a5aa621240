package io.headgate.bench.stack;

import io.headgate.components.ComponentException;
import io.headgate.components.Downloads;
import io.headgate.components.ProcessRecord;
import io.headgate.local.JobEnvironment;
import io.headgate.local.Stack;
import io.headgate.local.StackLayout;
import io.headgate.local.StackProperties;
import io.headgate.platform.job.Settings;
import io.headgate.platform.job.SettingsSource;
import io.headgate.platform.registry.RegistryClient;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stack for one measurement or one series of faults: Kafka, PostgreSQL, ClickHouse and registry
 * as processes, in a folder and on ports of their own. Each of them can be stopped, killed and
 * started again while the others go on. The streaming jobs are submitted by {@link #submit}.
 */
public final class BenchStack implements AutoCloseable {
  /** What it consists of; the names are those of {@code headgate status}. */
  public static final Set<String> COMPONENTS =
      Set.of("kafka", "postgres", "clickhouse", "registry");

  private final Stack stack;
  private final Downloads downloads;

  private BenchStack(Stack stack, Downloads downloads) {
    this.stack = stack;
    this.downloads = downloads;
  }

  /** A way to start a stack. */
  @FunctionalInterface
  public interface Start {
    /**
     * Starts components and waits until they serve.
     *
     * @param state folder for all that is written
     * @param out progress, for people
     */
    BenchStack in(Path state, PrintStream out) throws IOException, InterruptedException;
  }

  /** As {@link Start#in}: {@link #COMPONENTS}. */
  public static BenchStack start(Path state, PrintStream out)
      throws IOException, InterruptedException {
    return start(state, out, COMPONENTS);
  }

  /** As {@link Start#in}: all that {@code headgate up} starts, with the streams and Airflow. */
  public static BenchStack startAll(Path state, PrintStream out)
      throws IOException, InterruptedException {
    return start(state, out, Set.of());
  }

  /**
   * @param components names, or none for all
   */
  private static BenchStack start(Path state, PrintStream out, Set<String> components)
      throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("HEADGATE_STATE", state.toString());
    environment.put("HEADGATE_PORT_BASE", Integer.toString(FreePorts.base()));
    Stack stack = Stack.open(StackLayout.of(environment), out);
    BenchStack started = new BenchStack(stack, Downloads.ofUser(line -> out.println("  " + line)));
    try {
      stack.up(components.isEmpty() ? Set.copyOf(stack.names()) : components);
      Files.createDirectories(stack.layout().warehouse());
    } catch (IOException | InterruptedException | RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** Starts a component that was stopped or killed, and waits until it serves. */
  public void start(String component) throws IOException, InterruptedException {
    stack.up(Set.of(component));
  }

  /** Stops a component in its ordinary way. */
  public void stop(String component) throws InterruptedException {
    stack.process(component).stop();
  }

  /** SIGKILL to a component and all that came of it. */
  public void kill(String component) throws IOException, InterruptedException {
    signal(component, "KILL");
    while (stack.process(component).running().isPresent()) {
      Thread.sleep(10);
    }
  }

  /** Whether a component's process is there. */
  public boolean runs(String component) {
    return stack.process(component).running().isPresent();
  }

  /** SIGSTOP: the component keeps its connections and answers nothing. */
  public void freeze(String component) throws IOException, InterruptedException {
    signal(component, "STOP");
  }

  /** SIGCONT after {@link #freeze}. */
  public void thaw(String component) throws IOException, InterruptedException {
    signal(component, "CONT");
  }

  private void signal(String component, String signal) throws IOException, InterruptedException {
    // A component leads its own process group, so the whole of it gets the signal.
    new ProcessBuilder("sh", "-c", "kill -s \"$1\" -- \"-$2\"", "sh", signal, pid(component) + "")
        .inheritIO()
        .start()
        .waitFor();
  }

  private long pid(String component) {
    return stack
        .process(component)
        .running()
        .map(ProcessRecord::pid)
        .orElseThrow(() -> new ComponentException(component + " does not run"));
  }

  /** CPU seconds that a component has used since it was started. */
  public double cpuSeconds(String component) {
    return ProcessFigures.of(pid(component)).orElseThrow().cpuSeconds();
  }

  /** Resident memory of a component now. */
  public long residentBytes(String component) {
    return ProcessFigures.of(pid(component)).orElseThrow().residentBytes();
  }

  /**
   * Submits a job to Spark on this machine, with this stack's configuration.
   *
   * @param options of spark-submit, before the jar
   * @param environment added to it
   * @param arguments of the job
   */
  public JobProcess submit(
      String name,
      List<String> options,
      Path jar,
      Map<String, String> environment,
      List<String> arguments)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(JobEnvironment.of(layout(), downloads));
    all.putAll(environment);
    List<String> words = new ArrayList<>();
    words.add(all.get("SPARK_HOME") + "/bin/spark-submit");
    words.addAll(options);
    words.add(jar.toString());
    words.addAll(arguments);
    return JobProcess.start(name, words, all, Files.createDirectories(layout().home("jobs")));
  }

  public StackLayout layout() {
    return stack.layout();
  }

  public StackProperties properties() {
    return StackProperties.existing(layout());
  }

  public Settings settings() {
    return new SettingsSource(Map.of()).read(Map.of(), layout().config());
  }

  /** The key of the mask {@code hash}; empty when the platform does not mask. */
  public Optional<String> hashKey() {
    String name = "pii.hash-key";
    return properties().names().contains(name)
        ? Optional.of(properties().get(name))
        : Optional.empty();
  }

  public String kafka() {
    return properties().get("kafka.bootstrap-servers");
  }

  public RegistryClient registry() {
    return properties().registry();
  }

  /** As the jobs have ClickHouse. */
  public Connection clickHouse() throws SQLException {
    StackProperties known = properties();
    return DriverManager.getConnection(
        known.get("clickhouse.url"),
        known.get("clickhouse.user"),
        known.get("clickhouse.password"));
  }

  /** As the jobs have the catalog's database. */
  public Connection catalog() throws SQLException {
    StackProperties known = properties();
    return DriverManager.getConnection(
        known.get("catalog.url"), known.get("catalog.user"), known.get("catalog.password"));
  }

  /** As analysts have ClickHouse. */
  public Connection clickHouseOfAnalysts() throws SQLException {
    StackProperties known = properties();
    return DriverManager.getConnection(
        known.get("clickhouse.url"), "analyst", known.get("stack.analyst-password"));
  }

  /** As readers have the catalog's database: they see {@code published} alone. */
  public Connection catalogOfReaders() throws SQLException {
    StackProperties known = properties();
    return DriverManager.getConnection(
        known.get("catalog.url"), "headgate_reader", known.get("stack.reader-db-password"));
  }

  /** Stops all of it; its files stay. */
  @Override
  public void close() throws IOException {
    try {
      stack.down();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
