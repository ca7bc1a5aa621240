package io.headgate.compaction;

import static io.headgate.compaction.TestingTables.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headgate.compaction.CuttingPostgresProxy.Cut;
import io.headgate.platform.iceberg.OutcomeSafeJdbcCatalog;
import io.headgate.platform.job.ExitCode;
import io.headgate.platform.job.HeadgateException;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection to the catalog breaks while a rewrite commits. */
class LostAcknowledgementTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-05-04");

  private final TestingTables tables = TestingTables.shared();
  private List<String> rows;

  @BeforeEach
  void manySmallFiles() {
    tables.reset();
    tables.ingest(MONDAY, 6, 60);
    rows = tables.rows(RAW);
  }

  @Test
  void aRewriteThatWasCommittedIsFoundAgainWithAllItsFiles() throws IOException {
    try (CuttingPostgresProxy proxy = proxy(Cut.BEFORE_THE_ACKNOWLEDGEMENT);
        OutcomeSafeJdbcCatalog catalog = catalog(proxy)) {
      CompactionReport report = compact(catalog);

      assertThat(proxy.hasCut()).isTrue();
      assertThat(report.filesAfter()).isEqualTo(1);
      assertThat(report.failures()).isEmpty();
    }
    assertThat(tables.rows(RAW)).isEqualTo(rows);
    assertThat(tables.files(RAW, MONDAY)).isEqualTo(1);
  }

  @Test
  void aRewriteThatIsNotFoundEndsWithItsOutcomeUnknown() throws IOException {
    try (CuttingPostgresProxy proxy = proxy(Cut.BEFORE_THE_COMMIT);
        OutcomeSafeJdbcCatalog catalog = catalog(proxy)) {
      assertThatThrownBy(() -> compact(catalog))
          .isInstanceOfSatisfying(
              HeadgateException.class,
              e -> assertThat(e.exitCode()).isEqualTo(ExitCode.OUTCOME_UNKNOWN))
          .hasMessageStartingWith("Cannot tell whether event_date=2026-05-04 of lake.raw.flights")
          .hasMessageContaining("Run it again");
      assertThat(proxy.hasCut()).isTrue();

      assertThat(tables.rows(RAW)).isEqualTo(rows);
      assertThat(compact(catalog).filesAfter()).isEqualTo(1);
    }
    assertThat(tables.rows(RAW)).isEqualTo(rows);
  }

  private static CuttingPostgresProxy proxy(Cut cut) throws IOException {
    return new CuttingPostgresProxy(TestingPostgres.shared().port(), cut);
  }

  private OutcomeSafeJdbcCatalog catalog(CuttingPostgresProxy proxy) {
    TestingPostgres postgres = TestingPostgres.shared();
    OutcomeSafeJdbcCatalog catalog = new OutcomeSafeJdbcCatalog();
    catalog.initialize(
        "lake",
        Map.of(
            "uri",
            postgres.catalogUrl().replace(":" + postgres.port() + "/", ":" + proxy.port() + "/"),
            "jdbc.user",
            TestingPostgres.LAKE_USER,
            "jdbc.password",
            postgres.lakePassword(),
            "jdbc.schema-version",
            "V1",
            "warehouse",
            tables.environment.get("HEADGATE_CATALOG_WAREHOUSE")));
    return catalog;
  }

  private CompactionReport compact(OutcomeSafeJdbcCatalog catalog) {
    TableCompaction compaction =
        new TableCompaction(
            tables.spark(),
            RAW,
            catalog.loadTable(TableIdentifier.parse(RAW)),
            Layout.binPack(),
            Duration.ZERO,
            RecordedQueries.NONE,
            () -> {},
            Clock.systemUTC());
    return compaction.carryOut(compaction.plan());
  }
}
