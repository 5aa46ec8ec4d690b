package io.wubdiag.render;

import io.wubdiag.model.ContendedLock;
import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Where threads waited for locks, as a table for people. */
public final class ContentionText {
  private static final String COLUMNS = "%-8s %8s %9s %9s  ";
  private static final int INDENT = 2;

  private ContentionText() {}

  /**
   * The table as text, its last line ended. To be written as UTF-8.
   *
   * @param most how many places to show
   */
  public static String render(List<ContendedLock> places, int most, TextOptions options) {
    Page page = new Page(options.colour(), options.width());
    if (places.isEmpty()) {
      page.line(INDENT, "No thread has waited for a lock.");
      return page.toString();
    }
    String headings = columns("PID", "WAITS", "TIME", "LONGEST");
    String margin = " ".repeat(headings.length());
    page.line(INDENT, Style.ASIDE, headings + "LOCK");
    for (ContendedLock place : places.subList(0, Math.min(most, places.size()))) {
      String numbers =
          columns(
              Long.toString(place.pid()),
              Long.toString(place.waits()),
              seconds(place.total()),
              seconds(place.longest()));
      page.line(INDENT, numbers + SafeText.name(place.lockClass()));
      String site = place.site();
      page.line(
          INDENT,
          margin + "waited for at " + (site == null ? "an unknown place" : SafeText.name(site)));
      String holder = holder(place);
      if (!holder.isEmpty()) {
        page.line(INDENT, margin + "held " + holder);
      }
    }
    int more = places.size() - most;
    if (more > 0) {
      page.line(INDENT, Style.ASIDE, "and " + Wording.count(more, "more place"));
    }
    return page.toString();
  }

  private static String holder(ContendedLock place) {
    String site = place.heldAt();
    String thread = place.heldBy();
    String at = site == null ? "" : "since " + SafeText.name(site);
    String by = thread == null ? "" : "by \"" + SafeText.name(thread) + '"';
    return at.isEmpty() || by.isEmpty() ? at + by : at + " " + by;
  }

  private static String columns(String pid, String waits, String time, String longest) {
    return String.format(Locale.ROOT, COLUMNS, pid, waits, time, longest);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
