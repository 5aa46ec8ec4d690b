package io.wubdiag.remix.web;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The machine's Chromium, without a window. Nothing is downloaded: both programs have to be there.
 */
final class Browser implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final ChromeDriver driver;

  /** Chromium leaves some of its files behind. */
  private final Path scratch;

  Browser() throws IOException {
    scratch = Files.createTempDirectory("page-it");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--mute-audio",
        "--autoplay-policy=no-user-gesture-required");
    options.setCapability("goog:loggingPrefs", logs);
    // Told where the driver is, Selenium looks for none in the network.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(program("chromedriver"))
            .usingAnyFreePort()
            .withEnvironment(Map.of("TMPDIR", scratch.toString()))
            .build();
    this.driver = new ChromeDriver(service, options);
  }

  private static File program(String name) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(directory -> new File(directory, name))
        .filter(File::canExecute)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name
                        + " is not on the PATH. On Debian: apt-get install chromium chromium-driver"));
  }

  void open(String address) {
    driver.get(address);
  }

  /** In CSS pixels. */
  void size(int width, int height) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 2, "mobile", width < 600));
  }

  /** The user's choice of colours: "light" or "dark". */
  void scheme(String scheme) {
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  void scripts(boolean enabled) {
    devTools("Emulation.setScriptExecutionDisabled", Map.of("value", !enabled));
  }

  private void devTools(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  String text(String selector) {
    return String.valueOf(
        run("return document.querySelector(arguments[0])?.textContent", selector));
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  WebElement focused() {
    return driver.switchTo().activeElement();
  }

  /** A key, wherever the focus is. */
  void press(CharSequence key) {
    new Actions(driver).sendKeys(key).perform();
  }

  String address() {
    return String.valueOf(driver.getCurrentUrl());
  }

  /** Waits for what is sure to come. */
  void until(String what, Supplier<Boolean> condition) {
    new WebDriverWait(driver, Duration.ofSeconds(20), Duration.ofMillis(20))
        .withMessage(() -> what + "; the page says: " + text("main"))
        .ignoring(org.openqa.selenium.StaleElementReferenceException.class)
        .until(any -> condition.get());
  }

  void untilText(String selector, String text) {
    until(selector + " says " + text, () -> text(selector).contains(text));
  }

  /** What the console has as errors or warnings since it was last asked. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** All of the page, to be looked at. */
  void screenshot(String name) {
    try {
      Files.createDirectories(SCREENSHOTS);
      Object data =
          driver
              .executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
              .get("data");
      Files.write(
          SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    driver.quit();
    try (Stream<Path> files = Files.walk(scratch)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
