package io.wubdiag.remix.web;

import static org.assertj.core.api.Assertions.assertThat;

import de.sciss.jump3r.lowlevel.LameEncoder;
import io.wubdiag.remix.engine.EngineLoad;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The page in a real browser, with an engine that does as it is told. The file is long: its tests
 * share one browser.
 */
@Timeout(120)
class PageIT {
  private static final String TITLE = "Night Bus (Wub Machine Remix)";
  private static Browser browser;
  private static byte[] mp3;

  @TempDir Path directory;
  private FakeService service;
  private WebServer web;

  @BeforeAll
  static void open() throws IOException {
    mp3 = tone(12);
    browser = new Browser();
  }

  @AfterAll
  static void quit() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void start() throws IOException {
    service = new FakeService(Files.createDirectory(directory.resolve("uploads")));
    web = WebServer.start(WebOptions.DEFAULT.at("127.0.0.1", 0), service);
    browser.size(1000, 800);
    browser.scheme("light");
    browser.open(page());
    browser.complaints();
  }

  @AfterEach
  void stop() {
    // Lest it asks a server that is gone.
    browser.open("about:blank");
    web.close();
  }

  @Test
  void remixesSongFromInputToDownload() throws IOException {
    browser.untilText("#load", "It starts at once.");
    browser.screenshot("desktop-1-start");
    String id = send("Night Bus.mp3");
    browser.untilText(".state", "Number 2 in line");
    browser.untilText("#announcer", "Number 2 in line");
    browser.screenshot("desktop-2-queued");
    assertThat(browser.address()).endsWith("#" + id);

    service.run(id, 0.1, "Listening to the song");
    browser.untilText(".state", "Listening to the song");
    service.analyse(id, FakeService.song());
    service.run(id, 0.43, "Arranging section 3 of 7");
    browser.untilText(".state", "Arranging section 3 of 7");
    browser.untilText(".facts", "3:00, 128 beats per minute, A minor, 7 sections, dubstep");
    browser.until("the picture is there", () -> coloursOfPicture() >= 6);
    assertThat(browser.find("progress").getDomProperty("value")).isEqualTo("43");

    assertThat(browser.find("audio").isDisplayed()).isFalse();
    service.play(id, Arrays.copyOf(mp3, mp3.length / 2));
    browser.until("it can be listened to", () -> browser.find("audio").isDisplayed());
    browser.run("document.querySelector('audio').play()");
    browser.until("it is heard", () -> seconds("currentTime") > 0.3);
    browser.screenshot("desktop-3-running");

    service.play(id, Arrays.copyOfRange(mp3, mp3.length / 2, mp3.length));
    service.finish(id, TITLE);
    browser.untilText(".state", "Done");
    browser.untilText("#announcer", TITLE + ": Done");
    assertThat(browser.text(".name")).isEqualTo(TITLE);
    assertThat(browser.find("progress").isDisplayed()).isFalse();
    double heard = seconds("currentTime");
    browser.until("it is heard to the part that came later", () -> seconds("currentTime") > heard);
    browser.run("document.querySelector('audio').pause()");
    String file = browser.find(".download").getDomProperty("href");
    assertThat(file).isEqualTo(page() + "jobs/" + id + "/download");
    browser.screenshot("desktop-4-done");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void seeksInFinishedRemix() {
    String id = service.add("Night Bus.mp3");
    service.run(id, 0.5, "Arranging");
    service.play(id, mp3);
    service.finish(id, TITLE);
    browser.open(page() + "#" + id);
    browser.untilText(".state", "Done");
    browser.run("const a = document.querySelector('audio'); a.muted = true; a.play()");
    browser.until("its length is known", () -> Math.abs(seconds("duration") - 12) < 0.5);
    browser.run("document.querySelector('audio').currentTime = 9");
    browser.until("it plays from there", () -> seconds("currentTime") > 9.2);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void saysWhySongDidNotWork() throws IOException {
    String id = send("noise.mp3");
    service.run(id, 0.05, "Decoding");
    browser.untilText(".state", "Decoding");
    service.fail(id, "It is no audio file that can be decoded.", true);
    browser.untilText(".state", "That song didn’t work. It is no audio file that can be decoded.");
    browser.untilText("#announcer", "That song didn’t work.");
    assertThat(browser.text(".hint")).contains("Check that the file plays");
    browser.screenshot("desktop-5-failed");
    browser.find(".diagnosis").click();
    browser.untilText("body", service.report);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void showsRemixesAgainAfterReload() throws IOException {
    String one = send("one.mp3");
    browser.untilText(".state", "Number 2 in line");
    String two = send("two.mp3");
    browser.until("both are there", () -> browser.all("#remixes > li").size() == 2);
    service.run(one, 0.3, "Arranging section 1 of 7");
    browser.until("the first has begun", () -> browser.text("main").contains("section 1 of 7"));

    browser.open("about:blank");
    browser.open(page());
    browser.until("both are there", () -> browser.all("#remixes > li").size() == 2);
    browser.until("the first goes on", () -> browser.text("main").contains("section 1 of 7"));
    service.cancel(one);
    service.cancel(two);
    browser.until(
        "both are cancelled",
        () ->
            browser.all(".state").stream().allMatch(state -> state.getText().equals("Cancelled")));
    browser.all(".remove").get(0).click();
    browser.all(".remove").get(0).click();
    assertThat(browser.all("#remixes > li")).isEmpty();
    browser.open("about:blank");
    browser.open(page());
    browser.untilText("#load", "It starts at once.");
    assertThat(browser.all("#remixes > li")).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void opensSharedLink() {
    String id = service.add("Night Bus.mp3");
    browser.open("about:blank");
    browser.open(page() + "#" + id);
    browser.untilText(".name", "Night Bus.mp3");
    browser.open("about:blank");
    browser.open(page() + "#nope");
    browser.untilText(".state", "There is no such remix");
    browser.screenshot("desktop-6-gone");
  }

  @Test
  void resumesWhenServerComesBack() throws IOException {
    String id = send("Night Bus.mp3");
    service.run(id, 0.3, "Arranging section 2 of 7");
    browser.untilText(".state", "section 2 of 7");
    int port = web.port();
    web.close();
    browser.until("it says so", () -> browser.find("#away").isDisplayed());
    browser.screenshot("desktop-7-away");
    web = WebServer.start(WebOptions.DEFAULT.at("127.0.0.1", port), service);
    service.run(id, 0.6, "Arranging section 5 of 7");
    browser.untilText(".state", "section 5 of 7");
    assertThat(browser.find("#away").isDisplayed()).isFalse();
  }

  @Test
  void takesSongAgainThatWasRefused() throws IOException {
    service.load = new EngineLoad(2, 2, 4, 4);
    choose("Night Bus.mp3");
    browser.find("#send").click();
    browser.untilText(".state", "The line is full: 4 songs are waiting");
    assertThat(browser.text(".hint")).contains("Try again");
    browser.untilText("#load", "The line is full");
    browser.screenshot("desktop-8-full");
    service.load = new EngineLoad(2, 2, 3, 4);
    browser.find(".retry").click();
    browser.untilText(".state", "Number 2 in line");
    assertThat(service.received).hasSize(1);
  }

  @Test
  void refusesWhatIsTooLargeOrEmpty() throws IOException {
    web.close();
    web =
        WebServer.start(WebOptions.DEFAULT.at("127.0.0.1", 0).withMaxUploadBytes(100_000), service);
    browser.open(page());
    browser.untilText("#limit", "0.1 MB");
    browser.find("#song").sendKeys(file("large.wav", new byte[100_001]));
    browser.find("#send").click();
    browser.untilText(".state", "too large: up to 0.1 MB");
    browser.find("#song").sendKeys(file("empty.mp3", new byte[0]));
    browser.find("#send").click();
    browser.untilText(".state", "The song's file is empty.");
    assertThat(service.received).isEmpty();
  }

  @Test
  void showsServersRefusalOfWhatIsTooLarge() throws IOException {
    web.close();
    web =
        WebServer.start(WebOptions.DEFAULT.at("127.0.0.1", 0).withMaxUploadBytes(100_000), service);
    browser.open(page());
    browser.untilText("#limit", "0.1 MB");
    browser.find("#song").sendKeys(file("large.wav", new byte[31_000_000]));
    // As a page that does not know the limit would.
    browser.run(
        """
        const file = document.getElementById('song').files[0];
        window.answer = fetch('/jobs?style=dubstep&name=large.wav', { method: 'POST', body: file })
          .then((answer) => answer.json()).then((body) => { window.code = body.error.code; });
        """);
    browser.until(
        "the answer is seen", () -> "too-large".equals(browser.run("return window.code")));
  }

  @Test
  void worksByKeyboardAlone() throws IOException {
    choose("Night Bus.mp3");
    browser.press(Keys.TAB);
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("song");
    browser.press(Keys.TAB);
    assertThat(browser.focused().getDomAttribute("value")).isEqualTo("dubstep");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.focused().getDomAttribute("value")).isEqualTo("electro-house");
    browser.press(Keys.TAB);
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("send");
    assertThat(focusIsSeen()).isTrue();
    browser.press(Keys.ENTER);
    browser.untilText(".state", "Number 2 in line");
    assertThat(service.status(service.ids().get(0)).orElseThrow().job().style().label())
        .isEqualTo("electro-house");

    assertThat(browser.focused().getDomAttribute("class")).contains("card");
    tabTo("cancel");
    browser.press(Keys.ENTER);
    browser.untilText(".state", "Cancelled");
    assertThat(browser.focused().getDomAttribute("class")).contains("card");
    tabTo("remove");
    browser.press(Keys.ENTER);
    assertThat(browser.all("#remixes > li")).isEmpty();
    assertThat(browser.focused().getDomAttribute("id")).isEqualTo("song");
  }

  private void tabTo(String part) {
    for (int i = 0; i < 20; i++) {
      browser.press(Keys.TAB);
      if (String.valueOf(browser.focused().getDomAttribute("class")).contains(part)) {
        assertThat(focusIsSeen()).isTrue();
        return;
      }
    }
    throw new AssertionError("No Tab leads to " + part);
  }

  private static boolean focusIsSeen() {
    return Boolean.TRUE.equals(
        browser.run(
            "return parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"));
  }

  /** With the song's picture, and names that know no end. */
  @ParameterizedTest
  @CsvSource({"320, light", "320, dark", "1000, light", "1000, dark"})
  void isReadable(int width, String scheme) throws IOException {
    browser.scheme(scheme);
    browser.size(width, 700);
    assertIsReadable();
    String name = width + "-" + scheme;
    browser.screenshot(name + "-1-start");

    String failed = send("a_name_without_any_place_to_break_it_which_goes_on_and_on_and_on.mp3");
    service.fail(failed, "It is no audio file that can be decoded.", true);
    browser.untilText(".state", "That song didn’t work.");
    String done = send("Night Bus.mp3");
    service.run(done, 0.4, "Arranging section 1 of 7");
    service.analyse(done, FakeService.song());
    service.play(done, mp3);
    service.finish(done, TITLE);
    browser.untilText(".state", "Done");
    String running = send("Tram 4.mp3");
    service.run(running, 0.1, "Listening to the song");
    service.analyse(running, FakeService.song());
    service.play(running, Arrays.copyOf(mp3, 20_000));
    service.run(running, 0.62, "Arranging section 5 of 7");
    browser.untilText(".state", "section 5 of 7");
    send("Last one.mp3");
    browser.untilText(".state", "Number 2 in line");
    assertIsReadable();
    browser.screenshot(name + "-2-jobs");
    assertThat(browser.complaints()).isEmpty();
  }

  private static void assertIsReadable() {
    assertThat(
            browser.run("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))
        .as("what sticks out on the right")
        .isEqualTo(0L);
    for (WebElement element :
        browser.all("button, a, input, progress, audio, canvas, [role]:not([role=status])")) {
      if (element.isDisplayed()) {
        assertThat(element.getAccessibleName())
            .as(String.valueOf(element.getDomProperty("outerHTML")))
            .isNotBlank();
      }
    }
    assertThat((List<?>) browser.run(LOW_CONTRAST)).as("text of too little contrast").isEmpty();
    assertThat((List<?>) browser.run(SMALL_TARGETS)).as("targets too small for a finger").isEmpty();
    assertThat(
            (List<?>)
                browser.run(
                    "const seen = new Set(); return [...document.querySelectorAll('[id]')].map(e => e.id).filter(id => seen.has(id) || !seen.add(id))"))
        .as("ids that are there twice")
        .isEmpty();
  }

  /** WCAG 2.2, 1.4.3: 4.5 to 1; 3 to 1 for large text. */
  private static final String LOW_CONTRAST =
      """
      const parse = (c) => (c.match(/[\\d.]+/g) ?? []).map(Number);
      const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
      const behind = (e) => {
        for (; e; e = e.parentElement) {
          const c = parse(getComputedStyle(e).backgroundColor);
          if (c.length === 3 || c[3] === 1) return c;
        }
        return [255, 255, 255];
      };
      const bad = [];
      for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!own || !e.checkVisibility() || e.closest('.unseen, noscript')) continue;
        const style = getComputedStyle(e);
        const [a, b] = [light(parse(style.color)), light(behind(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (ratio < (large ? 3 : 4.5)) bad.push(`${e.className}: ${ratio}`);
      }
      return bad;
      """;

  private static final String SMALL_TARGETS =
      """
      return [...document.querySelectorAll('button, a, label, audio')]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 40)
        .map((e) => e.outerHTML);
      """;

  @Test
  void worksWithoutScripts() throws IOException {
    browser.scripts(false);
    try {
      browser.open(page());
      choose("Night Bus.mp3");
      browser.find("#send").click();
      browser.until("it lands on the job's page", () -> browser.address().contains("/jobs/"));
      String id = service.ids().get(0);
      browser.until("it is in line", () -> pageText().contains("Number 2 in line"));
      service.play(id, mp3);
      service.finish(id, TITLE);
      browser.until("it loads itself again", () -> pageText().contains("The remix is done."));
      browser.screenshot("without-scripts");
    } finally {
      browser.scripts(true);
    }
    browser.open(page() + "nope");
    browser.untilText("main", "There is nothing here.");
    browser.screenshot("not-found");
  }

  private static String pageText() {
    return browser.find("body").getText();
  }

  // --- What the tests are made of

  private String page() {
    return "http://127.0.0.1:" + web.port() + "/";
  }

  /** Sends a song by the page, and returns its job's id. */
  private String send(String name) throws IOException {
    int before = service.ids().size();
    choose(name);
    browser.find("#send").click();
    browser.until("it is accepted", () -> service.ids().size() == before + 1);
    String id = "job-" + (before + 1);
    browser.until("its link is there", () -> browser.address().endsWith("#" + id));
    return id;
  }

  private void choose(String name) throws IOException {
    browser.find("#song").sendKeys(file(name, mp3));
  }

  private String file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content).toString();
  }

  private static double seconds(String property) {
    Object value = browser.run("return document.querySelector('audio')[arguments[0]]", property);
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  /** How many colours there are in the picture that are no mixture at an edge. */
  private static int coloursOfPicture() {
    Object count =
        browser.run(
            """
            const canvas = document.querySelector('canvas');
            if (canvas.width === 0) return 0;
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const counts = new Map();
            for (let i = 0; i < data.length; i += 4) {
              const key = data.slice(i, i + 4).join();
              if (data[i + 3] > 0) counts.set(key, (counts.get(key) ?? 0) + 1);
            }
            return [...counts.values()].filter((n) => n > 200).length;
            """);
    return ((Number) count).intValue();
  }

  /** An MP3 of a tone. */
  private static byte[] tone(int seconds) {
    AudioFormat format = new AudioFormat(44_100, 16, 2, true, false);
    LameEncoder encoder =
        new LameEncoder(
            format, 128, LameEncoder.CHANNEL_MODE_STEREO, LameEncoder.QUALITY_LOWEST, false);
    byte[] samples = new byte[44_100 * 4 * seconds];
    for (int i = 0; i < samples.length / 4; i++) {
      short value = (short) (8000 * Math.sin(2 * Math.PI * 220 * i / 44_100));
      for (int b = 0; b < 4; b++) {
        samples[4 * i + b] = (byte) (b % 2 == 0 ? value : value >> 8);
      }
    }
    ByteArrayOutputStream mp3 = new ByteArrayOutputStream();
    byte[] part = new byte[encoder.getMP3BufferSize()];
    int step = encoder.getPCMBufferSize();
    for (int from = 0; from < samples.length; from += step) {
      int count = encoder.encodeBuffer(samples, from, Math.min(step, samples.length - from), part);
      mp3.write(part, 0, count);
    }
    mp3.write(part, 0, encoder.encodeFinish(part));
    encoder.close();
    return mp3.toByteArray();
  }
}
