package io.headgate.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headgate.registry.alert.Channels;
import io.headgate.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Six weeks of a pipeline on the page. The pictures of the README come from here, when {@code
 * -Dheadgate.pictures=<folder>} says where to.
 */
@EnabledIfSystemProperty(named = "headgate.pictures", matches = ".+")
class PagePicturesTest {
  private static final Path FOLDER = Path.of(System.getProperty("headgate.pictures", ""));

  private static TestingPostgres postgres;
  private static TestingRegistry registry;
  private static PageBrowser browser;

  @BeforeAll
  static void tell() throws InterruptedException {
    postgres = new TestingPostgres();
    FlightsStory.tell(postgres);
    registry =
        TestingRegistry.watching(postgres, new TestingClock(FlightsStory.NOW), Channels.NONE);
    await().atMost(Duration.ofMinutes(4)).until(PagePicturesTest::isAllDecided);
    browser = PageBrowser.start();
  }

  /** What was told has reached the gates, and the schedule was looked at. */
  private static boolean isAllDecided() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(
                postgres.jdbcUrl(), TestingPostgres.REGISTRY_USER, postgres.registryPassword());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT NOT EXISTS (SELECT FROM registry.gate_touched)
                  AND EXISTS (SELECT FROM registry.sla_notice WHERE kind = 'PARTITION_LATE')
                """)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (registry != null) {
      registry.close();
    }
    postgres.close();
  }

  @Test
  void theOverview() throws IOException {
    open("light", 1100, 640, "");
    browser.awaitText(".overview", "Prices of partner EK");

    picture("overview");
  }

  @Test
  void aDataset() throws IOException {
    open("light", 1100, 1000, "#/datasets/" + FlightsStory.DAILY + "/2026-11-19");
    browser.awaitText("#partition", "0.48 of the average");
    browser.awaitText("#score-chart", "Lowest");

    assertThat(browser.texts(".calendar h3")).hasSize(2);
    picture("dataset");
  }

  @Test
  void aPhoneAtNight() throws IOException {
    open("dark", 390, 844, "#/datasets/" + FlightsStory.DAILY);
    browser.awaitText("#score-chart", "Lowest");

    picture("phone");
  }

  private static void open(String colours, int width, int height, String place) {
    browser.colours(colours);
    browser.size(width, height);
    browser.open(registry.url() + "/" + place);
  }

  private static void picture(String name) throws IOException {
    byte[] png = browser.picture();
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(name + ".png"), png);
    assertThat(png.length).as("bytes of picture %s", name).isBetween(10_000, 150_000);
  }
}
