package io.wubdiag.remix.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Limits the open connections, in total and for each client. At a limit, the connection that has
 * been without a request for longest is closed and makes room for the new one; if all have
 * requests, the new one is closed. A connection may be without a request for a while only: this
 * ends idle ones, and heads of requests that arrive byte by byte.
 */
final class Connections implements Connection.Listener, HttpConfiguration.Customizer {
  private final WebOptions.Limit limit;
  private final long patience;
  private final Map<Connection, Held> open = new HashMap<>();
  private final Map<String, Integer> clients = new HashMap<>();

  Connections(WebOptions options, ScheduledExecutorService timer) {
    this.limit = options.connections();
    Duration idle = options.idleTimeout();
    this.patience = idle.toNanos();
    long period = Math.max(1, idle.toMillis() / 8);
    timer.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    Connection surplus = add(connection, new Wire(connection.getEndPoint()).client());
    if (surplus != null) {
      surplus.getEndPoint().close();
    }
  }

  /** Adds a connection. Returns one that must be closed, if there are too many. */
  private synchronized @Nullable Connection add(Connection connection, String client) {
    Connection surplus = null;
    if (clients.getOrDefault(client, 0) >= limit.perClient()) {
      surplus = longestIdle(client);
    } else if (open.size() >= limit.total()) {
      surplus = longestIdle(null);
    } else {
      insert(connection, client);
      return null;
    }
    if (surplus == null) {
      return connection;
    }
    remove(surplus);
    insert(connection, client);
    return surplus;
  }

  private void insert(Connection connection, String client) {
    open.put(connection, new Held(client));
    clients.merge(client, 1, Integer::sum);
  }

  private @Nullable Connection longestIdle(@Nullable String client) {
    long now = System.nanoTime();
    long longest = -1;
    Connection found = null;
    for (Map.Entry<Connection, Held> entry : open.entrySet()) {
      Held held = entry.getValue();
      long idle = held.idle(now);
      if (idle > longest && (client == null || client.equals(held.client))) {
        longest = idle;
        found = entry.getKey();
      }
    }
    return found;
  }

  @Override
  public void onClosed(Connection connection) {
    remove(connection);
  }

  private synchronized void remove(Connection connection) {
    Held held = open.remove(connection);
    if (held != null) {
      clients.computeIfPresent(held.client, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A request begins. */
  @Override
  public Request customize(Request request, HttpFields.Mutable headers) {
    Connection connection = request.getConnectionMetaData().getConnection();
    count(connection, 1);
    Request.addCompletionListener(request, failure -> count(connection, -1));
    return request;
  }

  /** The next request of a connection may begin before the end of the last one is told. */
  private synchronized void count(Connection connection, int change) {
    Held held = open.get(connection);
    if (held != null) {
      held.requests += change;
      held.since = System.nanoTime();
    }
  }

  private void closeIdle() {
    List<Connection> overdue = new ArrayList<>();
    synchronized (this) {
      long now = System.nanoTime();
      open.forEach(
          (connection, held) -> {
            if (held.idle(now) > patience) {
              overdue.add(connection);
            }
          });
    }
    overdue.forEach(connection -> connection.getEndPoint().close());
  }

  /** The number of open connections. */
  synchronized int open() {
    return open.size();
  }

  /** An open connection, guarded by the lock of all. */
  private static final class Held {
    private final String client;
    private int requests;

    /** When the last request began or ended, or when the connection was opened. */
    private long since = System.nanoTime();

    Held(String client) {
      this.client = client;
    }

    /** The time without a request, in ns; negative during one. */
    long idle(long now) {
      return requests > 0 ? -1 : Math.max(0, now - since);
    }
  }
}
