package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.platform.registry.GateClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page while it stays open: news come by themselves, and a registry may go and come. */
class PageRefreshTest {
  private static final Instant NOON = Flights.DAY.plus(Duration.ofHours(36));
  private static final String CELL = "[data-key='2026-11-11']";
  private static final String TOP =
      "return document.activeElement.getBoundingClientRect().top.toFixed()";

  private final Flights flights = new Flights();
  private TestingRegistry registry;
  private PageBrowser browser;

  @BeforeEach
  void start() throws InterruptedException {
    registry = TestingRegistry.start(new TestingClock(NOON));
    registry.client().applyPipeline(flights.contract());
    registry.client().postLedger(flights.epoch(0, Map.of("event_date=2026-11-12", 100L)));
    registry.client().postRun(flights.published("-run-1", 1, "2026-11-10", 0));
    registry.client().postRun(flights.published("-run-2", 2, "2026-11-11", 0));
    browser = PageBrowser.start();
    browser.width(1280);
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.close();
    }
    registry.close();
  }

  @Test
  void newsComeByThemselvesAndMoveNothingUnderTheEyes() {
    browser.open(registry.url() + "/#/datasets/" + flights.daily);
    browser.element("#as-table").click();
    browser.awaitText("#content details table", "2026-11-11");
    browser.run("document.querySelector(arguments[0]).focus()", CELL);
    browser.run("document.activeElement.scrollIntoView({ block: 'center' })");
    Object top = browser.run(TOP);

    new GateClient(registry.url(), TestingRegistry.KEY)
        .hold(flights.daily, null, "miles in place of km", "ana", null);

    browser.awaitText(".reasons", "miles in place of km");
    assertThat(browser.isFocused(CELL)).isTrue();
    assertThat(browser.run(TOP)).isEqualTo(top);
    assertThat(browser.texts("#content details table")).hasSize(1);
  }

  @Test
  void aRegistryThatIsGoneIsToldAboveWhatWasSeenUntilItIsBack() {
    String url = registry.url();
    browser.open(url + "/");
    browser.awaitText(".overview", flights.daily);
    registry.close();

    browser.element("#refresh").click();

    browser.awaitText("#content .bad", "The registry does not answer");
    browser.awaitText("#content .bad", "Look whether it runs (headgate status)");
    browser.awaitText("#updated", "Not up to date: as it was");
    assertThat(browser.texts(".overview").get(0)).contains(flights.daily);

    registry = TestingRegistry.start(URI.create(url).getPort(), new TestingClock(NOON));

    browser.awaitText("#updated", "Updated");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(browser.texts("#content .bad")).isEmpty());
    assertThat(List.copyOf(browser.texts(".overview"))).hasSize(1);
  }

  @Test
  void aPageOpenedWhileItIsGoneComesByItself() {
    String url = registry.url();
    browser.open(url + "/");
    browser.awaitText(".overview", flights.daily);
    registry.close();
    browser.run("location.hash = arguments[0]", "#/datasets/" + flights.daily);
    browser.awaitText("#content", "The registry does not answer");

    registry = TestingRegistry.start(URI.create(url).getPort(), new TestingClock(NOON));

    browser.awaitText(".facts", "open");
  }
}
