package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headgate.platform.registry.Incident;
import io.headgate.platform.registry.Json;
import io.headgate.platform.registry.LedgerRow;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.registry.TestingRegistry.Answer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryApiTest {
  private static final Instant NOW = Flights.DAY.plus(Duration.ofHours(10));
  private static TestingRegistry registry;

  private final Flights flights = new Flights();
  private final String query = "raw-ingest:" + flights.name;

  @BeforeAll
  static void start() {
    registry = TestingRegistry.start(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @BeforeEach
  void apply() {
    registry.client().applyPipeline(flights.contract());
  }

  @Test
  void aReportTakesThePlaceOfAnOlderOneAndNotOfANewerOne() {
    registry.client().putQuery(report(QueryState.RESTARTING, "the broker is away", 10));
    registry.client().putQuery(report(QueryState.RUNNING, null, 20));
    registry.client().putQuery(report(QueryState.RESTARTING, "came late", 15));

    assertThat(known()).contains(report(QueryState.RUNNING, null, 20));
  }

  @Test
  void lagIsToldPerPartitionAndAsAWhole() {
    registry.client().putQuery(report(QueryState.RUNNING, null, 20));

    var lag = registry.get("/v1/lag").body().path("lag");

    assertThat(lag)
        .filteredOn(one -> one.path("query").asText().equals(query))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.path("offsets_behind").asLong()).isEqualTo(105);
              assertThat(one.path("seconds_behind").asDouble()).isEqualTo(7.5);
              assertThat(one.at("/partitions/1/offsets_behind").asLong()).isEqualTo(5);
            });
  }

  @Test
  void stateLagAndAgeOfAReportAreMetrics() throws Exception {
    registry.client().putQuery(report(QueryState.RUNNING, null, -30));

    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_lag_offsets{partition=\"0\",pipeline=\"%s\",query=\"%s\",topic=\"t\"} 100.0"
                .formatted(flights.name, query),
            "headgate_lag_seconds{partition=\"0\",pipeline=\"%s\",query=\"%s\",topic=\"t\"} 7.5"
                .formatted(flights.name, query),
            "headgate_query_state{pipeline=\"%s\",query=\"%s\",state=\"RUNNING\"} 1.0"
                .formatted(flights.name, query),
            "headgate_query_state{pipeline=\"%s\",query=\"%s\",state=\"FAILED\"} 0.0"
                .formatted(flights.name, query),
            "headgate_query_report_age_seconds{pipeline=\"%s\",query=\"%s\"} 30.0"
                .formatted(flights.name, query));
  }

  /** Prometheus and its stand-in may scrape at once, and each brings the rows up to date. */
  @Test
  void aScrapeIsWholeWhileOthersScrape() throws Exception {
    registry.client().putQuery(report(QueryState.RUNNING, null, 20));
    ExecutorService scrapers = Executors.newFixedThreadPool(4);
    try {
      Callable<String> scrape = () -> registry.text("/metrics");
      for (Future<String> answer : scrapers.invokeAll(Collections.nCopies(400, scrape))) {
        assertThat(answer.get())
            .contains(
                "headgate_query_state{pipeline=\"%s\",query=\"%s\",state=\"RUNNING\"} 1.0"
                    .formatted(flights.name, query));
      }
    } finally {
      scrapers.shutdownNow();
    }
  }

  @Test
  void quarantinedRowsAreCountedByErrorClass() throws Exception {
    LedgerRow row = quarantined(0, Map.of("UNDECODABLE", 3L));
    registry.client().postLedger(row);
    registry.client().postLedger(row);
    registry.client().postLedger(quarantined(1, Map.of("UNDECODABLE", 1L)));

    assertThat(registry.text("/metrics").lines())
        .contains(
            "headgate_quarantined_rows_total{error_class=\"UNDECODABLE\",pipeline=\"%s\"} 4.0"
                .formatted(flights.name));
  }

  @Test
  void aQueryThatFailedIsOneIncidentUntilItRunsAgain() {
    registry.client().putQuery(report(QueryState.FAILED, "Cannot read t: it is gone.", 10));
    registry.client().putQuery(report(QueryState.FAILED, "Cannot read t: it is gone.", 15));

    assertThat(incidents())
        .extracting(Incident::kind, Incident::text, Incident::openedAt)
        .containsExactly(
            tuple(
                Incident.QUERY_FAILED,
                "Query %s failed. Cannot read t: it is gone. Mend it.".formatted(query),
                NOW.minusSeconds(60)));

    registry.client().putQuery(report(QueryState.STOPPED, null, 20));
    assertThat(incidents()).hasSize(1);
    registry.client().putQuery(report(QueryState.RUNNING, null, 25));
    assertThat(incidents()).isEmpty();
  }

  @Test
  void anIncidentIsOpenedOnceAndClosedOnce() {
    Incident opened =
        registry.client().incidents().open(Incident.SCHEMA_REFUSED, flights.name, null, "first");
    Incident again =
        registry.client().incidents().open(Incident.SCHEMA_REFUSED, flights.name, null, "second");

    assertThat(again.id()).isEqualTo(opened.id());
    assertThat(incidents()).extracting(Incident::text).containsExactly("second");
    assertThat(registry.client().incidents().close(opened.id()).closedAt()).isEqualTo(NOW);
    assertThat(incidents()).isEmpty();
    assertThat(
            registry
                .client()
                .incidents()
                .open(Incident.SCHEMA_REFUSED, flights.name, null, "anew")
                .id())
        .isNotEqualTo(opened.id());
  }

  @Test
  void anIncidentThatIsNotThereCannotBeClosed() {
    Answer answer = registry.post("/v1/incidents/999999/close", "{}");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText()).isEqualTo("There is no incident 999999.");
  }

  @Test
  void aReportUnderAnotherNameIsRefused() {
    Answer answer =
        registry.send(
            "PUT",
            "/v1/queries/other",
            Json.write(report(QueryState.RUNNING, null, 0)),
            "Bearer " + TestingRegistry.KEY);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("detail").asText())
        .isEqualTo(
            "The path names query 'other', and the body '%s'. Send the report of one query."
                .formatted(query));
  }

  private QueryReport report(QueryState state, String reason, int secondsFromNow) {
    return new QueryReport(
        query,
        flights.name,
        state,
        reason,
        reason == null ? null : "Mend it.",
        NOW.minusSeconds(60),
        2,
        List.of(
            new PartitionLag("t", 0, 900, 1000, 100, 7.5),
            new PartitionLag("t", 1, 995, 1000, 5, 0.25)),
        NOW.plusSeconds(secondsFromNow));
  }

  private LedgerRow quarantined(int epoch, Map<String, Long> errors) {
    long rows = errors.values().stream().mapToLong(Long::longValue).sum();
    return flights.epoch(epoch, rows, 0, errors);
  }

  private Optional<QueryReport> known() {
    return registry.client().queries().stream()
        .filter(report -> report.query().equals(query))
        .findFirst();
  }

  private List<Incident> incidents() {
    return registry.client().incidents().allOpen().stream()
        .filter(incident -> incident.pipeline().equals(flights.name))
        .toList();
  }
}
