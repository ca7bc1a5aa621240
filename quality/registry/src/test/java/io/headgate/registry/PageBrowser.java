package io.headgate.registry;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.headgate.components.Chromium;
import io.headgate.components.Downloads;
import io.headgate.platform.registry.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, which tells what it asked for and complained of. */
final class PageBrowser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--lang=en");

  private final ChromeDriver driver;

  private PageBrowser(ChromeDriver driver) {
    this.driver = driver;
  }

  static PageBrowser start() throws InterruptedException {
    Chromium chromium = Chromium.find(Downloads.ofUser(System.err::println));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.browser().toFile());
    options.addArguments(ARGUMENTS);
    options.setCapability("goog:loggingPrefs", logs);
    Map<String, String> environment = new HashMap<>(chromium.environment());
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromium.driver().toFile())
            .usingAnyFreePort()
            .withEnvironment(environment)
            .build();
    return new PageBrowser(new ChromeDriver(service, options));
  }

  /** Opens an address as if typed, with a tab that knows nothing of before. */
  void open(String url) {
    driver.get("about:blank");
    driver.get(url);
  }

  void width(int pixels) {
    size(pixels, 720);
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** What a person sees, as a PNG. */
  byte[] picture() {
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  /**
   * @param scheme {@code light} or {@code dark}
   */
  void colours(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void back() {
    driver.navigate().back();
  }

  /** The first element that the selector finds, when it is there. */
  WebElement element(String css) {
    return until(() -> driver.findElements(By.cssSelector(css)).stream().findFirst().orElse(null));
  }

  List<String> texts(String css) {
    return driver.findElements(By.cssSelector(css)).stream().map(WebElement::getText).toList();
  }

  /** Waits until an element says this. */
  void awaitText(String css, String part) {
    await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(() -> texts(css).stream().anyMatch(text -> text.contains(part)));
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** By Tab, until the element has the focus. */
  void tabTo(String css, int mostTabs) {
    for (int tabs = 0; tabs < mostTabs && !isFocused(css); tabs++) {
      press(Keys.TAB);
    }
    if (!isFocused(css)) {
      throw new AssertionError(mostTabs + " times Tab do not reach " + css);
    }
  }

  boolean isFocused(String css) {
    return (Boolean) run("return document.activeElement.matches(arguments[0])", css);
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Of a script that tells its result to a callback, its last argument. */
  Object runAndWait(String script) {
    return driver.executeAsyncScript(script);
  }

  /** What the console says that a person would have to look at. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The address of every request since this was asked last. */
  List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(PageBrowser::message)
        .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
        .map(message -> message.at("/params/request/url").asText())
        .toList();
  }

  private static JsonNode message(LogEntry entry) {
    try {
      return Json.MAPPER.readTree(entry.getMessage()).path("message");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T until(Callable<T> found) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(StaleElementReferenceException.class)
        .until(found, each -> each != null);
  }

  static Stream<String> origins(List<String> requests) {
    return requests.stream()
        .filter(url -> !url.startsWith("about:") && !url.startsWith("data:"))
        .map(url -> url.replaceFirst("^(\\w+://[^/]+).*", "$1"))
        .distinct();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
