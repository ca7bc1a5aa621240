package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.headgate.http.AccessConfig;
import io.headgate.http.AccessConfig.Rate;
import io.headgate.http.Role;
import io.headgate.platform.registry.RegistryClient;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page where nobody reads without a key. */
class PageKeyTest {
  private static final Flights FLIGHTS = new Flights();
  private static final String DIALOG = "#key-dialog[open]";

  private static TestingRegistry registry;
  private static PageBrowser browser;

  @BeforeAll
  static void start() throws InterruptedException {
    AccessConfig closed = new AccessConfig(Role.ANYONE, Rate.of(0), Rate.of(0), 1 << 20, 8 << 20);
    registry = TestingRegistry.start(closed, Clock.systemUTC());
    registry.client().applyPipeline(FLIGHTS.contract());
    browser = PageBrowser.start();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    registry.close();
  }

  @BeforeEach
  void openWithoutAKey() {
    browser.open(registry.url() + "/");
    browser.run("sessionStorage.clear()");
    browser.open(registry.url() + "/");
    browser.element(DIALOG);
  }

  @Test
  void itAsksForTheKeyThatItNeedsAndKeepsItForTheTab() {
    browser.awaitText("#key-why", "key");
    assertThat(browser.isFocused("#key")).isTrue();
    browser.press(newKey("reader"), Keys.ENTER);

    browser.awaitText(".overview", FLIGHTS.daily);
    browser.open(registry.url() + "/#/datasets/" + FLIGHTS.daily);
    browser.awaitText("h1", FLIGHTS.daily);
    browser.element(".facts");
    assertThat(browser.texts(DIALOG)).isEmpty();
  }

  @Test
  void aWrongKeyIsAskedForAgainWithTheReason() {
    browser.press("hg_wrong", Keys.ENTER);

    browser.awaitText("#content .bad", "not known");
    browser.awaitText(DIALOG + " #key-why", "not known");
  }

  @Test
  void aRevokedKeyIsAskedForAgain() {
    RegistryClient operator = registry.client();
    String name = "page-" + UUID.randomUUID();
    browser.press(operator.keys().create(name, "reader").key(), Keys.ENTER);
    browser.awaitText(".overview", FLIGHTS.daily);

    operator.keys().revoke(name);
    browser.element("#refresh").click();

    browser.awaitText(DIALOG + " #key-why", "revoked");
    assertThat(browser.texts(".overview")).as("what was seen before").isNotEmpty();
  }

  @Test
  void whoCancelsIsNotAskedAgainAndCanComeBackByTheButton() {
    browser.press(Keys.ESCAPE);
    browser.awaitText("#content", "key");
    browser.element("#refresh").click();
    browser.awaitText("#updated", "Nothing to show yet");
    assertThat(browser.texts(DIALOG)).isEmpty();

    browser.element("#key-button").click();
    browser.element(DIALOG);
    browser.press(newKey("producer"), Keys.ENTER);

    browser.awaitText(".overview", FLIGHTS.daily);
  }

  @Test
  void aKeyCanBeForgotten() {
    browser.press(newKey("reader"), Keys.ENTER);
    browser.awaitText(".overview", FLIGHTS.daily);

    browser.element("#key-button").click();
    browser.element("button[value=forget]").click();

    browser.awaitText("#content .bad", "key");
    assertThat((List<?>) browser.run("return Object.values(sessionStorage)")).isEmpty();
  }

  private static String newKey(String role) {
    return registry.client().keys().create("page-" + UUID.randomUUID(), role).key();
  }
}
