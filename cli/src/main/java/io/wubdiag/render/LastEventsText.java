package io.wubdiag.render;

import io.wubdiag.model.LockEvent;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What JVMs that do not answer any more have written last by their flight recorders. */
final class LastEventsText {
  private final Page page;
  private final ProcessTreeSnapshot snapshot;

  LastEventsText(Page page, ProcessTreeSnapshot snapshot) {
    this.page = page;
    this.snapshot = snapshot;
  }

  /** Nothing if there is none. */
  void render() {
    for (ProcessCapture process : snapshot.processes()) {
      if (process instanceof CapturedJvm jvm && !jvm.jvm().lastEvents().isEmpty()) {
        page.heading(
            "Last lock events of process " + process.pid() + ", from its flight" + " recording");
        for (LockEvent event : jvm.jvm().lastEvents()) {
          page.labelled(2, "- ", text(event, snapshot.capturedAt()));
        }
      }
    }
  }

  private static String text(LockEvent event, Instant now) {
    Duration before = Duration.between(event.end(), now);
    String site = event.site();
    String what =
        event instanceof LockEvent.Held
            ? " released " + lock(event) + ", held for " + seconds(lasted(event))
            : " had waited " + seconds(lasted(event)) + " for " + lock(event);
    return seconds(before.isNegative() ? Duration.ZERO : before)
        + " before: \""
        + SafeText.name(event.thread())
        + '"'
        + what
        + (site == null ? "" : ", at " + SafeText.name(site));
  }

  private static String lock(LockEvent event) {
    return Wording.a(Wording.className(event.lockClass()));
  }

  private static Duration lasted(LockEvent event) {
    return Duration.between(event.start(), event.end());
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
