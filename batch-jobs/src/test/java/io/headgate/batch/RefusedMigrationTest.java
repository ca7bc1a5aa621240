package io.headgate.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.batch.migrate.ColumnChange;
import io.headgate.batch.migrate.MigrationStep;
import io.headgate.batch.migrate.SchemaMigration;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.platform.job.JobLauncher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A migration that could break something changes nothing. */
class RefusedMigrationTest {
  private final TestingLake lake = TestingLake.shared();

  @Test
  void everyReaderOfAColumnIsNamed() {
    List<String> columns = columns();

    assertThatThrownBy(() -> migrate(ColumnChange.drop("delay_minutes"), MigrationStep.DROP))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageStartingWith("Cannot migrate column delay_minutes: ")
        .hasMessageContainingAll(
            "the schema of departure in topic aviation.departure.v1; ",
            "rule delay_is_plausible of pipeline flights; ",
            "; departures_by_origin_hourly",
            "; rollup.flights_by_origin_hourly (",
            "; rollup.flights_by_route_daily (",
            "; serving.",
            "; check shares_are_shares of pipeline flights",
            "Let them read something else, or nothing, apply that, and run it again.");
    assertThat(columns()).isEqualTo(columns);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "delay_minute:delay; fill; raw.flights has no such column. Did you mean 'delay_minutes'?",
        "delay_minute:delay; drop; raw.flights never had such a column. Did you mean 'delay_minutes'?",
        "delay_minutes:origin; fill; origin would be int, and raw has it as string. Give --cast delay_minutes:origin:string, or another name."
      })
  void aRenameThatCannotBeIsToldBeforeAnythingIsChanged(String columns, String step, String told) {
    List<String> before = columns();

    assertThatThrownBy(() -> migrate(ColumnChange.rename(columns), MigrationStep.of(step)))
        .isInstanceOfSatisfying(
            HeadgateException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION))
        .hasMessageContaining(told);
    assertThat(columns()).isEqualTo(before);
  }

  @Test
  void aTypeThatNoColumnCanHaveIsRefused() {
    assertThatThrownBy(
            () -> migrate(ColumnChange.cast("delay_minutes:delay:minutes"), MigrationStep.FILL))
        .hasMessageContaining("'minutes' is no type that a column can have.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--rename=delay_minutes; Cannot migrate with --rename 'delay_minutes': it is not of the form OLD:NEW.",
        "--cast=delay_minutes:delay; Cannot migrate with --cast 'delay_minutes:delay': it is not of the form OLD:NEW:TYPE.",
        "--rename=_offset:place; Cannot migrate column _offset: '_offset' is not the name of an event's column.",
        "--rename=delay:delay; Cannot migrate column delay: the new column has the same name.",
        "--step=both; Invalid value for option '--step': 'both' is no step. Give fill or drop.",
        "--lease=PT2H; Cannot take a table with --lease PT2H: it is not between PT1S and PT1H."
      })
  void aMistakeEndsWithTwoAndARemedy(String mistake, String told) {
    StringWriter err = new StringWriter();
    JobLauncher launcher =
        new JobLauncher(
            lake.environment(), new PrintWriter(new StringWriter()), new PrintWriter(err));
    boolean ofColumn = mistake.startsWith("--rename") || mistake.startsWith("--cast");
    String[] arguments =
        Stream.of(
                "--pipeline=flights",
                ofColumn ? mistake : "--rename=delay_minutes:delay",
                mistake.startsWith("--step") ? mistake : "--step=fill",
                mistake.startsWith("--lease") ? mistake : "--lease=PT1M")
            .toArray(String[]::new);

    assertThat(launcher.execute(new SchemaMigrateJob(), arguments)).isEqualTo(2);
    assertThat(err.toString()).startsWith(told);
  }

  private void migrate(ColumnChange change, MigrationStep step) {
    new SchemaMigration(lake.spark, lake.registry, lake.pipeline, change, () -> {}).run(step);
  }

  private List<String> columns() {
    return List.of(lake.spark.table("lake.raw.flights").schema().fieldNames());
  }
}
