package io.headgate.components;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Airflow with its metadata in PostgreSQL: where it is installed, how it is configured, and its
 * command line. Its four processes are {@link AirflowProcess}es.
 *
 * @param dags the folder of DAGs; {@code requirements.txt} in it locks Airflow itself
 * @param port of the API server, which also serves the web page
 * @param jobEnvironment what the DAGs and the jobs that they submit need in their environment
 */
public record AirflowInstallation(
    Downloads downloads,
    Path home,
    Path dags,
    int port,
    int postgresPort,
    AirflowSecrets secrets,
    Map<String, String> jobEnvironment) {
  /** The user of the web page and the API. */
  public static final String ADMIN = "admin";

  private static final Duration MIGRATION_PATIENCE = Duration.ofMinutes(5);

  public AirflowInstallation {
    jobEnvironment = Map.copyOf(jobEnvironment);
  }

  /** The locked packages of Airflow and of its tests, which are the same. */
  public static PythonEnvironment packages(
      Path dags, DownloadCache cache, Consumer<String> progress) throws InterruptedException {
    return PythonEnvironment.ofFiles(
        cache,
        Stream.of("requirements-build.txt", "requirements.txt").map(dags::resolve).toList(),
        progress);
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  /** The four processes, in the order in which they need one another. */
  public List<Component> processes() {
    return Arrays.stream(AirflowProcess.Role.values())
        .<Component>map(role -> new AirflowProcess(this, role))
        .toList();
  }

  /**
   * Runs Airflow's own command line, for example {@code airflow backfill create ...}.
   *
   * @return its standard output
   * @throws ComponentException with its last lines when it fails
   */
  public String command(List<String> words) throws IOException, InterruptedException {
    return new Command(
            "run airflow " + String.join(" ", words), program(words), home, environment())
        .run(MIGRATION_PATIENCE);
  }

  /** The words that run {@code airflow} with these arguments, in {@link #environment()}. */
  public List<String> program(List<String> words) throws InterruptedException {
    return Stream.concat(
            Stream.of(airflow().programs().resolve("airflow").toString()), words.stream())
        .toList();
  }

  /** Writes the configuration, and brings the metadata database to this version once. */
  void configure() throws IOException, InterruptedException {
    Files.createDirectories(home);
    Path passwords = home.resolve("passwords.json");
    Files.deleteIfExists(passwords);
    Files.createFile(
        passwords,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(passwords, "{\"%s\": \"%s\"}".formatted(ADMIN, secrets.admin()));
    Files.writeString(
        home.resolve("airflow.cfg"),
        Resources.template(
            "airflow/airflow.cfg",
            Map.of("DAGS", dags.toAbsolutePath(), "PORT", port, "PASSWORDS", passwords)));
    Path migrated = home.resolve("migrated-" + airflow().folder().getFileName());
    if (!Files.exists(migrated)) {
      command(List.of("db", "migrate"));
      Files.createFile(migrated);
    }
    Path pools = home.resolve("pools-2");
    if (!Files.exists(pools)) {
      Path file = home.resolve("pools.json");
      Files.writeString(file, Resources.text("airflow/pools.json"));
      command(List.of("pools", "import", file.toString()));
      Files.createFile(pools);
    }
  }

  /** The environment of Airflow's processes; it holds secrets. */
  public Map<String, String> environment() throws InterruptedException {
    Path sparkHome = SparkInstallation.home(downloads);
    Map<String, String> environment = new HashMap<>(jobEnvironment);
    environment.put("AIRFLOW_HOME", home.toAbsolutePath().toString());
    environment.put(
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN",
        "postgresql+psycopg2://airflow:%s@127.0.0.1:%d/airflow"
            .formatted(secrets.database(), postgresPort));
    environment.put("AIRFLOW__CORE__FERNET_KEY", secrets.fernet());
    environment.put("AIRFLOW__API__SECRET_KEY", secrets.signing());
    environment.put("AIRFLOW__API_AUTH__JWT_SECRET", secrets.signing());
    environment.put(
        "AIRFLOW_CONN_SPARK_DEFAULT",
        "{\"conn_type\":\"spark\",\"host\":\"local[2]\","
            + "\"extra\":{\"spark-binary\":\"spark-submit\",\"deploy-mode\":\"client\"}}");
    environment.put("SPARK_HOME", sparkHome.toString());
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    // Airflow adds the DAG folder for the DAGs alone; the triggerer imports the gate's trigger too.
    environment.put("PYTHONPATH", dags.toAbsolutePath().toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put(
        "PATH",
        String.join(
            File.pathSeparator,
            airflow().programs().toString(),
            sparkHome.resolve("bin").toString(),
            System.getenv("PATH")));
    return environment;
  }

  private PythonEnvironment airflow() throws InterruptedException {
    return packages(dags, downloads.cache(), downloads.progress());
  }
}
