package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.platform.contract.PipelineContract;
import io.headgate.platform.contract.Reference;
import io.headgate.platform.contract.ReferenceOrigin;
import io.headgate.platform.contract.Source;
import io.headgate.platform.job.JobLauncher;
import io.headgate.testing.TestingPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** References from a real PostgreSQL and from files, by the job as Airflow starts it. */
@TestInstance(Lifecycle.PER_CLASS)
class LoadReferenceJobTest {
  private static final String AIRCRAFT = "reference.aircraft";

  private final TestingLake lake = TestingLake.shared();
  private Path folder;

  @BeforeAll
  void apply(@TempDir Path temp) throws SQLException {
    folder = temp;
    sql("CREATE SCHEMA fleet");
    sql("CREATE TABLE fleet.aircraft (tail text, seats int, built date, range_miles numeric)");
    PipelineContract flights = lake.pipeline.contract();
    lake.apply(
        new PipelineContract(
            "fleet",
            "aviation",
            List.of(
                Source.of("aviation.fleet.v1", flights.eventTypes().get(0).schema(), 1, (short) 1)),
            flights.eventId(),
            flights.eventTime(),
            flights.delivery(),
            null,
            List.of(),
            List.of(
                new Reference(
                    "aircraft",
                    "tail",
                    Map.of(
                        "tail", "string",
                        "seats", "int",
                        "built", "date",
                        "range_miles", "double"),
                    new ReferenceOrigin.Jdbc("fleet.aircraft")),
                new Reference(
                    "hubs",
                    "hub",
                    Map.of("hub", "string", "gates", "int"),
                    new ReferenceOrigin.Csv("hubs.csv", "0"))),
            List.of(),
            List.of(),
            List.of(),
            flights.retention(),
            flights.sla(),
            flights.minimumScore()),
        folder.resolve("dags"));
  }

  @Test
  void aTableIsLoadedWholeAndOnlyWhenItHasChanged() throws Exception {
    sql(
        """
        INSERT INTO fleet.aircraft VALUES
          ('N1', 180, '2001-02-03', 3000.5), ('N2', 50, NULL, NULL), ('N3', 9, '1999-01-01', 1)""");

    JobProcess first = load("--reference=aircraft");
    JobProcess again = load("--reference=aircraft");

    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("dataset=reference.aircraft end=LOADED rows=3");
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("end=NOTHING_TO_DO rows=3");
    assertThat(rows())
        .containsExactly("N1 180 2001-02-03 3000.5", "N2 50 null null", "N3 9 1999-01-01 1.0");
    assertThat(lake.spark.table("lake.reference.aircraft.snapshots").count()).isEqualTo(1);

    sql("DELETE FROM fleet.aircraft WHERE tail = 'N2'");
    sql("UPDATE fleet.aircraft SET seats = 200 WHERE tail = 'N1'");
    JobProcess changed = load("--reference=aircraft");

    assertThat(changed.output()).contains("end=LOADED rows=2");
    assertThat(rows()).containsExactly("N1 200 2001-02-03 3000.5", "N3 9 1999-01-01 1.0");
    assertThat(lake.registry.ledger(AIRCRAFT))
        .hasSize(2)
        .allMatch(row -> row.rowsQuarantined() == 0);

    sql("INSERT INTO fleet.aircraft VALUES ('N3', 1, NULL, NULL), (NULL, 2, NULL, NULL)");
    JobProcess refused = load("--reference=aircraft");

    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(4);
    assertThat(refused.output())
        .contains("1 rows have no tail; 1 keys stand more than once (first N3)");
    assertThat(rows()).hasSize(2);
    sql("DELETE FROM fleet.aircraft");
  }

  @Test
  void aFileIsLoadedFromWhereItLiesAndALoadThatWasKilledIsRecordedByItsRepeat() throws Exception {
    Path file = Files.writeString(folder.resolve("hubs.csv"), "hub,gates\nORD,191\nDFW,184\n");

    Map<String, String> dies = database();
    dies.put("HEADGATE_FAULTS_HALT_AT", "after-load");
    JobProcess killed =
        JobProcess.run(
            lake,
            dies,
            LoadReferenceJob.class,
            "--pipeline=fleet",
            "--reference=hubs",
            "--csv=" + file.toUri());
    JobProcess loaded = load("--reference=hubs", "--csv=" + file.toUri());

    assertThat(killed.exitCode()).as(killed.output()).isEqualTo(137);
    assertThat(loaded.exitCode()).as(loaded.output()).isZero();
    assertThat(loaded.output()).contains("end=NOTHING_TO_DO rows=2");
    assertThat(lake.spark.table("lake.reference.hubs").count()).isEqualTo(2);
    assertThat(lake.registry.ledger("reference.hubs")).hasSize(1);
  }

  @Test
  void aDatabaseThatIsDownEndsTheJobWithFiveAndIsNamed() throws Exception {
    Map<String, String> elsewhere = database();
    elsewhere.put("HEADGATE_REFERENCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/headgate");

    JobProcess failed =
        JobProcess.run(
            lake, elsewhere, LoadReferenceJob.class, "--pipeline=fleet", "--reference=aircraft");

    assertThat(failed.exitCode()).as(failed.output()).isEqualTo(5);
    assertThat(failed.output())
        .contains(
            "Cannot load reference.aircraft from table fleet.aircraft of jdbc:postgresql://127.0.0.1:1/headgate:");
  }

  @Test
  void aMistakeEndsWithTwoAndARemedy() {
    assertThat(mistake("--reference=planes"))
        .startsWith(
            "Cannot load reference 'planes' of pipeline fleet: version 1 of its contract has only aircraft, hubs.");
    assertThat(mistake("--reference=hubs"))
        .startsWith(
            "Cannot load reference 'hubs' of pipeline fleet: its rows stand in a file of the pipeline's folder. Apply the folder (headgate apply), or give a newer file with --csv.");
    assertThat(mistake("--reference=aircraft"))
        .startsWith("Cannot read setting reference.jdbc-url")
        .contains("Give --reference-jdbc-url, set HEADGATE_REFERENCE_JDBC_URL");
  }

  private String mistake(String argument) {
    StringWriter err = new StringWriter();
    int exitCode =
        new JobLauncher(
                lake.environment(), new PrintWriter(new StringWriter()), new PrintWriter(err))
            .execute(new LoadReferenceJob(), "--pipeline=fleet", argument);
    assertThat(exitCode).as(err.toString()).isEqualTo(2);
    return err.toString();
  }

  private JobProcess load(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "--pipeline=fleet";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return JobProcess.run(lake, database(), LoadReferenceJob.class, all);
  }

  private static Map<String, String> database() {
    return new HashMap<>(
        Map.of(
            "HEADGATE_REFERENCE_JDBC_URL", TestingPostgres.shared().jdbcUrl(),
            "HEADGATE_REFERENCE_USER", "postgres",
            "HEADGATE_REFERENCE_PASSWORD", TestingPostgres.shared().superuserPassword()));
  }

  private List<String> rows() {
    return lake.spark.table("lake." + AIRCRAFT).sort("tail").collectAsList().stream()
        .map(
            row ->
                "%s %s %s %s"
                    .formatted(
                        row.<Object>getAs("tail"),
                        row.<Object>getAs("seats"),
                        row.<Object>getAs("built"),
                        row.<Object>getAs("range_miles")))
        .toList();
  }

  private static void sql(String statement) throws SQLException {
    TestingPostgres postgres = TestingPostgres.shared();
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), "postgres", postgres.superuserPassword());
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
