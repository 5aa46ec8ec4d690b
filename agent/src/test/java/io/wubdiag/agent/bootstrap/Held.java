package io.wubdiag.agent.bootstrap;

import java.util.ArrayList;
import java.util.List;

/** What the agent knows of the thread that calls. */
public final class Held {
  private Held() {}

  /**
   * Its locks, the first acquired first: {@code Object Sample.block:27}, with {@code x2} behind.
   */
  public static List<String> now() {
    List<String> result = new ArrayList<>();
    for (Hold hold : TrackedThreads.current().held()) {
      String site = hold.site < Tracing.sites.length ? Tracing.sites[hold.site] : null;
      result.add(
          hold.lock().getClass().getSimpleName()
              + (site == null ? " " + hold.site : " " + shortened(site))
              + (hold.count > 1 ? " x" + hold.count : "")
              + (hold.since == 0 ? " given up" : ""));
    }
    return result;
  }

  /** Where it waits; empty if it does not. */
  public static String awaited() {
    int site = TrackedThreads.current().awaitedAt();
    return site == 0 ? "" : shortened(String.valueOf(Tracing.sites[site]));
  }

  private static String shortened(String site) {
    int method = site.lastIndexOf('.', site.indexOf('('));
    int type = Math.max(site.lastIndexOf('.', method - 1), site.lastIndexOf('$', method - 1));
    return site.substring(type + 1, site.indexOf('('));
  }
}
