package io.wubdiag.agent.order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stacks of threads at nested acquisitions. The oldest are dropped. */
final class Traces {
  private static final int MOST_TRACES = 2048;
  private static final int MOST_FRAMES = 64;
  private static final int ANY = -1;
  private static final String OUR_OWN = "io.wubdiag.agent.bootstrap.";

  private record Place(int thread, int heldSite, int takenSite) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place that
          && thread == that.thread
          && heldSite == that.heldSite
          && takenSite == that.takenSite;
    }

    @Override
    public int hashCode() {
      return 31 * (31 * thread + heldSite) + takenSite;
    }
  }

  private final Map<Place, List<StackTraceElement>> traces =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, List<StackTraceElement>> eldest) {
          return size() > MOST_TRACES;
        }
      };

  void add(int thread, int heldSite, int takenSite, StackTraceElement[] trace) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement frame : trace) {
      if (frames.size() < MOST_FRAMES && !frame.getClassName().startsWith(OUR_OWN)) {
        frames.add(frame);
      }
    }
    traces.put(new Place(thread, heldSite, takenSite), frames);
    traces.putIfAbsent(new Place(ANY, heldSite, takenSite), frames);
  }

  /**
   * The thread's own stack, or that of another thread at the same place; empty if there is none.
   */
  List<StackTraceElement> of(Edge edge) {
    List<StackTraceElement> own =
        traces.get(new Place(edge.thread(), edge.heldSite(), edge.takenSite()));
    return own != null
        ? own
        : traces.getOrDefault(new Place(ANY, edge.heldSite(), edge.takenSite()), List.of());
  }
}
