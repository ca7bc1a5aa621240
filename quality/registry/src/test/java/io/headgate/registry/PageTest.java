package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.ColumnEdge;
import io.headgate.platform.registry.ColumnEdge.Kind;
import io.headgate.platform.registry.GateClient;
import io.headgate.platform.registry.PartitionLag;
import io.headgate.platform.registry.QueryReport;
import io.headgate.platform.registry.QueryState;
import io.headgate.testing.TestingPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page in a real browser, on the real service, of what was recorded through its calls. */
class PageTest {
  private static final Instant NOON = Flights.DAY.plus(Duration.ofHours(36));
  private static final String HELD = "km in place of miles";
  private static final Flights FLIGHTS = new Flights();
  private static final Flights OTHER = new Flights();

  private static TestingPostgres postgres;
  private static TestingRegistry registry;
  private static PageBrowser browser;

  @BeforeAll
  static void record() throws InterruptedException {
    postgres = new TestingPostgres();
    registry = TestingRegistry.start(postgres, new TestingClock(NOON));
    for (Flights flights : List.of(FLIGHTS, OTHER)) {
      registry.client().applyPipeline(flights.contract());
      registry.client().postLedger(flights.epoch(0, Map.of("event_date=2026-11-12", 100L)));
      registry.client().postRun(flights.published("-run-1", 1, "2026-11-10", 0));
      registry.client().postRun(flights.published("-run-2", 2, "2026-11-11", 0));
    }
    registry.client().postLedger(FLIGHTS.epoch(1, 3, 0, Map.of("DECODE", 3L)));
    registry.client().postRun(FLIGHTS.quarantined("-run-3", "2026-11-12", 0));
    registry.client().lineage().putColumnEdges(FLIGHTS.name, 1, columns());
    registry.client().putQuery(behind());
    GateClient gates = new GateClient(registry.url(), TestingRegistry.KEY);
    gates.hold(OTHER.daily, null, HELD, "ana", null);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                !gates.history(OTHER.daily, null, 1).isEmpty()
                    && !gates.history(FLIGHTS.daily, "2026-11-12", 1).isEmpty()
                    && !registry.client().incidents().allOpen().isEmpty());
    browser = PageBrowser.start();
  }

  private static List<ColumnEdge> columns() {
    return List.of(
        new ColumnEdge(
            FLIGHTS.raw, "origin", FLIGHTS.daily, "origin", Kind.DIRECT, "IDENTITY", null),
        new ColumnEdge(
            FLIGHTS.raw, "delay", FLIGHTS.daily, "worst", Kind.DIRECT, "AGGREGATION", null));
  }

  private static QueryReport behind() {
    return new QueryReport(
        "raw-ingest:" + FLIGHTS.name,
        FLIGHTS.name,
        QueryState.RUNNING,
        null,
        null,
        NOON,
        0,
        List.of(new PartitionLag("t", 0, 100, 1334, 1234, 65)),
        NOON);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    registry.close();
    postgres.close();
  }

  @BeforeEach
  void usualScreen() {
    browser.width(1280);
    browser.colours("light");
    browser.complaints();
    browser.requests();
  }

  @AfterEach
  void nothingIsAskedOfOthersAndNothingComplains() {
    assertThat(PageBrowser.origins(browser.requests())).isSubsetOf(registry.url());
    assertThat(browser.complaints()).isEmpty();
  }

  private static void open(String place) {
    browser.open(registry.url() + "/" + place);
  }

  @Test
  void theOverviewHasTheShutGateFirstWithItsReason() {
    open("");
    browser.awaitText(".overview", FLIGHTS.daily);

    assertThat(
            browser.run("return performance.getEntriesByType('resource').map(each => each.name)"))
        .asInstanceOf(LIST)
        .contains(registry.url() + "/v1/overview");
    String first = browser.texts(".overview tbody tr").get(0);
    assertThat(first).contains(OTHER.daily, "shut", "held", HELD, "flight-data");
    browser.awaitText("[data-dataset='" + FLIGHTS.daily + "']", "1 partition in quarantine");
    browser.awaitText("[data-dataset='" + FLIGHTS.daily + "']", "open");
  }

  @Test
  void theOverviewSaysHowOldTheDataIsAndWhetherItIsInTime() {
    open("");
    browser.awaitText(".overview", FLIGHTS.daily);

    assertThat(browser.texts(".overview thead th")).contains("Freshness", "SLA");
    String row = "[data-dataset='" + FLIGHTS.daily + "'] ";
    assertThat(browser.texts(row + "[data-label='Freshness']")).containsExactly("1 d 12 h old");
    assertThat(browser.element(row + "[data-label='Freshness'] span").getDomAttribute("title"))
        .isEqualTo("complete until 2026-11-12T00:00:00Z; due 6 h after a window ends");
    assertThat(browser.texts(row + "[data-label='SLA']")).containsExactly("on time");
    assertThat(browser.texts("[data-dataset='%s'] [data-label='SLA']".formatted(FLIGHTS.aggregate)))
        .containsExactly("-");
  }

  @Test
  void aDatasetHasTheOpeningsAndClosingsOfItsGate() {
    open("#/datasets/" + OTHER.daily);

    browser.awaitText("section[aria-labelledby='history']", HELD);
    assertThat(browser.texts("section[aria-labelledby='history'] tbody tr").get(0))
        .contains("2026-11-13 12:00 UTC", "shut", HELD);
  }

  @Test
  void theScoresOfTheCheckedPartitionsAreACurve() {
    open("#/datasets/" + FLIGHTS.daily);

    browser.awaitText(
        "#score-chart", "Lowest 0.333 (2026-11-12), highest 1.00 (2026-11-11), newest 0.333.");
    assertThat(browser.element("#score-chart path.line").getDomAttribute("d"))
        .isEqualTo("M0 0V0.00H200.00V0.00H400.00V80.00H600.00");
    assertThat(browser.run("return document.querySelectorAll('#score-chart .mark').length"))
        .isEqualTo(1L);
  }

  @Test
  void searchAndFilterAreInTheAddressAndSurviveAReload() {
    open("");
    browser.element("#search").sendKeys(FLIGHTS.daily);
    browser.awaitText("#found", "1 of ");
    assertThat(browser.texts(".overview tbody tr")).hasSize(1);

    String address = (String) browser.run("return location.href");
    browser.open(address);

    browser.awaitText("#found", "1 of ");
    assertThat(browser.texts(".overview tbody th").get(0)).startsWith(FLIGHTS.daily);
    browser.open(registry.url() + "/#/?q=no-such-dataset");
    browser.awaitText("#content", "No dataset matches. Clear the search, or show all.");
  }

  @Test
  void theCalendarHasTheStateOfEachPartitionAlsoInWords() {
    open("#/datasets/" + FLIGHTS.daily);

    assertThat(cell("2026-11-10")).contains("good");
    assertThat(cell("2026-11-12")).contains("quarantined");
    assertThat(browser.element("[data-key='2026-11-12']").getDomAttribute("aria-label"))
        .isEqualTo("2026-11-12: quarantined, gate shut, score 0.333, 42 rows");
    assertThat(browser.texts("#calendar-summary").get(0))
        .startsWith("3 partitions from 2026-11-10 to 2026-11-12: 2 good")
        .contains("1 in quarantine");
    browser.element("#as-table").click();
    browser.awaitText("#content details table", "2026-11-12");
  }

  private static String cell(String key) {
    return browser.element("[data-key='" + key + "']").getDomAttribute("class");
  }

  @Test
  void keysAloneReachTheReasonsOfAPartition() {
    open("");
    browser.awaitText(".overview", FLIGHTS.daily);
    browser.press(Keys.TAB);
    assertThat(browser.isFocused("#skip")).isTrue();
    browser.press(Keys.ENTER);
    browser.tabTo("[id='dataset-" + FLIGHTS.daily + "']", 60);
    browser.press(Keys.ENTER);
    browser.element(".calendar");
    browser.tabTo(".calendar a", 20);
    assertThat(browser.isFocused("[data-key='2026-11-12']")).isTrue();
    browser.press(Keys.ARROW_LEFT);
    assertThat(browser.isFocused("[data-key='2026-11-11']")).isTrue();
    browser.press(Keys.END);
    browser.press(Keys.ENTER);

    browser.awaitText("#partition .reasons", "near_average");
    assertThat(browser.texts("#partition .reasons").get(0))
        .contains("Quarantined", "What to do: Correct what failed and repeat the run, or accept");
    await().atMost(Duration.ofSeconds(30)).until(() -> browser.isFocused("#partition-title"));
    browser.press(Keys.ESCAPE);
    assertThat(browser.isFocused("[data-key='2026-11-12']")).isTrue();
    assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
  }

  @Test
  void aPartitionThatFailedHasTheCommandThatShowsItsRows() {
    open("#/datasets/" + FLIGHTS.daily + "/2026-11-12");

    browser.awaitText("#offending", "an operator sees them");
    assertThat(browser.texts("#offending code"))
        .containsExactly(
            "headgate offending %s %s 2026-11-12".formatted(FLIGHTS.name, FLIGHTS.daily));
    assertThat(browser.run("return getComputedStyle(document.querySelector('code')).userSelect"))
        .isEqualTo("all");
    browser.element("[data-key='2026-11-11']").click();
    browser.awaitText("#partition h3", "2026-11-11");
    assertThat(browser.texts("#offending")).isEmpty();
  }

  @Test
  void aPartitionHasAnAddressOfItsOwnAndTheBackButtonGoesBack() {
    open("#/datasets/" + FLIGHTS.daily + "/2026-11-12");
    browser.awaitText("#partition", "0.48 of the average");
    browser.element("[data-key='2026-11-11']").click();
    browser.awaitText("#partition h3", "2026-11-11");

    browser.back();

    browser.awaitText("#partition h3", "2026-11-12");
    browser.element("nav a[data-page='incidents']").click();
    browser.awaitText("h1", "Incidents");
    browser.back();
    browser.awaitText("h1", FLIGHTS.daily);
  }

  @Test
  void aColumnIsFollowedAlongTheLineage() {
    open("#/datasets/" + FLIGHTS.daily);
    browser.element("[id='column-" + FLIGHTS.daily + "-worst']").click();

    browser.awaitText("#column-told", "made from delay of " + FLIGHTS.raw + " (aggregation)");
    assertThat(browser.texts(".lineage button.hit")).containsExactlyInAnyOrder("delay", "worst");
    assertThat(browser.run("return location.hash").toString()).endsWith("?column=worst");
  }

  @Test
  void theStreamHasItsLagAndItsDeadLetters() {
    open("#/datasets/" + FLIGHTS.raw);

    browser.awaitText("#content", "1,234 offsets, 1 min 5 s");
    browser.awaitText("#dlq-chart", "3 records in 2 batches");
    browser.awaitText("#lag-chart", "Lag of " + FLIGHTS.raw);
  }

  @Test
  void incidentsSayWhatHappened() {
    open("#/incidents");

    browser.awaitText(".cards", "Check failed");
    browser.awaitText(".cards", FLIGHTS.daily);
  }

  @Test
  void whatIsNotThereIsSaidWithWhatToDo() {
    open("#/datasets/raw.nothing");
    browser.awaitText("#content", "There is no dataset 'raw.nothing'. Correct the address");
    open("#/nowhere");
    browser.awaitText("#content", "This address names no page. See all datasets.");
  }

  @Test
  void nothingIsWiderThanAPhone() {
    for (String place : List.of("", "#/datasets/" + FLIGHTS.daily + "/2026-11-12", "#/incidents")) {
      browser.width(320);
      open(place);
      browser.awaitText("#content", FLIGHTS.daily);
      assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
          .as("width of /%s", place)
          .isLessThanOrEqualTo(320);
    }
  }

  @Test
  void textCanBeReadByDayAndByNight() {
    for (String scheme : List.of("light", "dark")) {
      browser.colours(scheme);
      for (String place : List.of("", "#/datasets/" + FLIGHTS.daily + "/2026-11-12")) {
        open(place);
        browser.awaitText("#content", FLIGHTS.daily);
        assertThat((List<?>) browser.run(PageScripts.FAINT_TEXT))
            .as("text of less contrast than 4.5 at /%s, %s", place, scheme)
            .isEmpty();
      }
      assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
          .isEqualTo(scheme.equals("dark") ? "rgb(18, 24, 31)" : "rgb(255, 255, 255)");
    }
  }

  @Test
  void nothingJumpsWhileItLoads() {
    for (String place : List.of("", "#/datasets/" + FLIGHTS.daily)) {
      open(place);
      browser.awaitText("#content", FLIGHTS.daily);
      assertThat(((Number) browser.runAndWait(PageScripts.LAYOUT_SHIFT)).doubleValue())
          .as("layout shift of /%s", place)
          .isLessThan(0.1);
    }
  }

  @Test
  void theAnswersForbidWhatThePageDoesNotNeed() {
    TestingRegistry.Answer page = registry.get("/");

    assertThat(page.contentType()).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
        .doesNotContain("unsafe", "http");
    assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(page.header("ETag")).isNotEmpty();
    assertThat(
            registry.send(registry.to("/").header("If-None-Match", page.header("ETag"))).status())
        .isEqualTo(304);
  }
}
