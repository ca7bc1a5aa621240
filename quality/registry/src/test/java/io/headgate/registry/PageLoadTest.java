package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.testing.TestingPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page on 200 datasets with 100,000 partitions. */
class PageLoadTest {
  private static final Instant NOW = Flights.DAY.plus(Duration.ofDays(1));
  private static final int LOADS = 7;
  private static final int PIPELINES = 40;
  private static final int PARTITIONS = 100_000;

  /** 40 contracts declare 80 rollups; each gets 1,250 hours with a run. */
  private static final String FILL =
      """
      SET search_path TO registry;
      -- Else every gate would be decided anew, which is not what is looked at here.
      ALTER TABLE dataset_partition DISABLE TRIGGER touch_gate;
      INSERT INTO run (run_key, dataset, state, score, arithmetic, report, started_at, ended_at,
        received_at)
      SELECT d.name || n, d.name, 'PUBLISHED', CASE WHEN n % 50 = 0 THEN 0.95 ELSE 1 END,
        '5 of 5 checks passed', jsonb_build_object('run_key', d.name || n, 'dataset', d.name,
          'window_start', began, 'state', 'PUBLISHED', 'inputs', jsonb_build_object('raw', n),
          'checks', (SELECT jsonb_agg(jsonb_build_object('name', 'as_many_flights_as_usual_' || c,
            'outcome', 'PASSED', 'weight', 2, 'detail', md5(n || d.name || c) || ' of the average'))
            FROM generate_series(1, 5) c)), began, began, began
      FROM dataset d, generate_series(1, 1250) n,
        LATERAL (SELECT timestamptz '2026-11-13T00:00:00Z' - n * interval '1 hour' AS began) hour
      WHERE d.kind = 'ROLLUP';
      INSERT INTO dataset_partition (dataset, partition_key, state, state_since, window_start,
        window_end, row_count, run_key, published_run_key, first_published_at, refreshed_at)
      SELECT d.name, to_char(began AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24'),
        CASE WHEN n % 100 = 0 THEN 'QUARANTINED' ELSE 'PUBLISHED' END, began, began,
        began + interval '1 hour', 1000, d.name || n, d.name || n, began, began
      FROM dataset d, generate_series(1, 1250) n,
        LATERAL (SELECT timestamptz '2026-11-13T00:00:00Z' - n * interval '1 hour' AS began) hour
      WHERE d.kind = 'ROLLUP';
      ALTER TABLE dataset_partition ENABLE TRIGGER touch_gate;
      INSERT INTO gate_change (dataset, open, answer, changed_at)
      SELECT name, right(name, 6) <> '_daily', jsonb_build_object('dataset', name, 'open',
        right(name, 6) <> '_daily', 'delayed', false, 'as_of', '2026-11-12T00:00:00Z',
        'quality_score', 0.95, 'reasons', '[]'::jsonb), '2026-11-12T00:00:00Z'
      FROM dataset WHERE kind = 'ROLLUP';
      """;

  private static TestingPostgres postgres;
  private static TestingRegistry registry;

  @BeforeAll
  static void fill() throws SQLException {
    postgres = new TestingPostgres();
    registry = TestingRegistry.start(postgres, new TestingClock(NOW));
    for (int i = 0; i < PIPELINES; i++) {
      registry.client().applyPipeline(new Flights().contract());
    }
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), TestingPostgres.REGISTRY_USER, postgres.registryPassword());
        Statement statement = connection.createStatement()) {
      statement.execute(FILL);
      // As autovacuum does after a while.
      statement.execute("VACUUM ANALYZE");
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
    postgres.close();
  }

  @Test
  void theOverviewIsOneCallOfBoundedSize() throws Exception {
    TestingRegistry.Answer overview = registry.get("/v1/overview");

    assertThat(overview.body().path("datasets")).hasSize(5 * PIPELINES);
    long partitions = 0;
    for (var dataset : overview.body().path("datasets")) {
      partitions += dataset.path("partitions").asLong();
    }
    assertThat(partitions).isEqualTo(PARTITIONS);
    assertThat(registry.text("/v1/overview").length()).isLessThan(150_000);
  }

  @Test
  void theFirstSightNeedsFewRequestsAndBytes() throws Exception {
    try (PageBrowser browser = PageBrowser.start()) {
      for (int load = 1; load <= LOADS; load++) {
        browser.open(registry.url() + "/");
        browser.awaitText(".tiles", "200 datasets");
        List<?> times = (List<?>) browser.run(PageScripts.TIMES);
        System.out.printf(
            "load %d of 200 datasets, 100,000 partitions: drawn after %s ms, GET /v1/overview %s ms%n",
            load, times.get(0), times.get(1));
      }

      assertThat(browser.run("return document.querySelectorAll('.overview tbody th').length"))
          .isEqualTo(5L * PIPELINES);
      Map<?, ?> loaded = (Map<?, ?>) browser.run(PageScripts.LOADED);
      assertThat(loaded.get("calls")).isEqualTo(1L);
      assertThat((Long) loaded.get("files")).isLessThanOrEqualTo(25);
      assertThat((Long) loaded.get("bytes")).isLessThan(250_000);
    }
  }

  @Test
  void hoursAreShownByDayAndOlderOnesWhenAskedFor() throws Exception {
    try (PageBrowser browser = PageBrowser.start()) {
      browser.open(registry.url() + "/#/datasets/" + hourly());
      browser.awaitText("#calendar-summary", "744 partitions from 2026-10-13T00 to 2026-11-12T23");
      assertThat(browser.texts(".calendar h3")).hasSize(31).startsWith("2026-11-12", "2026-11-11");
      assertThat(browser.element("[data-key='2026-11-12T05']").getCssValue("grid-column-start"))
          .isEqualTo("6");
      browser.run("document.querySelector(\"[data-key='2026-11-12T05']\").focus()");
      browser.press(Keys.ARROW_UP);
      assertThat(browser.isFocused("[data-key='2026-11-11T05']")).isTrue();

      browser.element("#older").click();

      browser.awaitText("#calendar-summary", "1,250 partitions from 2026-09-21T22");
      assertThat(browser.texts("#older")).isEmpty();
    }
  }

  private static String hourly() {
    return registry.get("/v1/overview").body().findValuesAsText("dataset").stream()
        .filter(each -> each.endsWith("_hourly"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aCalendarHasTheNewestPartitionsAndThenOlderOnes() {
    String path = "/v1/datasets/" + hourly() + "/calendar?limit=";

    var newest = registry.get(path + 744).body();
    var older = registry.get(path + 1000 + "&before=" + newest.path("before").asText()).body();

    assertThat(newest.path("cells")).hasSize(744);
    assertThat(newest.at("/cells/0/key").asText()).isEqualTo("2026-11-12T23");
    assertThat(older.path("cells")).hasSize(1250 - 744);
    assertThat(older.path("before").isNull()).isTrue();
    assertThat(List.of(newest.at("/cells/99/state").asText(), newest.at("/cells/0/score").asText()))
        .containsExactly("QUARANTINED", "1.0");
  }
}
