package io.wubdiag.remix.web;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A limit of concurrent requests, in total and for each client, so that no client starves the
 * others.
 */
final class Slots {
  private final String what;
  private final WebOptions.Limit limit;
  private final Map<String, Integer> taken = new HashMap<>();
  private int total;

  /**
   * @param what what is limited, in the plural, for the error: "uploads"
   */
  Slots(String what, WebOptions.Limit limit) {
    this.what = what;
    this.limit = limit;
  }

  /**
   * Takes a slot. Closing it frees it.
   *
   * @param client the client ({@link Wire#client})
   * @throws HttpProblem all are taken: by this client (429), or by all (503)
   */
  synchronized Slot take(String client) throws HttpProblem {
    int own = taken.getOrDefault(client, 0);
    if (own >= limit.perClient()) {
      throw full(429, "too-many-" + what, own + " " + what + " are under way from your address");
    }
    if (total >= limit.total()) {
      throw full(503, "busy", total + " " + what + " are under way");
    }
    taken.put(client, own + 1);
    total++;
    return new Slot(this, client);
  }

  private HttpProblem full(int status, String code, String count) {
    return new HttpProblem(
        status,
        code,
        count + ", which is the limit.",
        "Try again when one of them has ended.",
        Map.of("Retry-After", "5"));
  }

  private synchronized void free(String client) {
    taken.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
    total--;
  }

  /** The number of taken slots. */
  synchronized int taken() {
    return total;
  }

  /** A taken slot. Closing it twice does no harm. */
  static final class Slot implements AutoCloseable {
    private final Slots slots;
    private final String client;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Slot(Slots slots, String client) {
      this.slots = slots;
      this.client = client;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        slots.free(client);
      }
    }
  }
}
