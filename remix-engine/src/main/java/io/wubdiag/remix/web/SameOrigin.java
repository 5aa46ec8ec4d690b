package io.wubdiag.remix.web;

import io.javalin.http.Context;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests from other sites' pages. A browser names the page of a request in {@code
 * Sec-Fetch-Site} and {@code Origin}; a program sends neither, and is accepted.
 */
final class SameOrigin {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final boolean anyHost;
  private final Set<String> hosts;

  SameOrigin(WebOptions options) {
    String host = options.host();
    this.anyHost = !LOOPBACK.contains(host) && !host.equals("::1") && !host.startsWith("127.");
    this.hosts = options.hosts();
  }

  /** Throws if the request must not be answered. */
  void check(Context request) throws HttpProblem {
    String host = request.header("Host");
    if (!anyHost && !isKnown(host)) {
      throw new HttpProblem(
          421,
          "unknown-host",
          "This server is not known by the name it was asked for by.",
          "Use http://localhost, or start it with that name allowed.");
    }
    String method = request.method().name();
    if (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")) {
      return;
    }
    String site = request.header("Sec-Fetch-Site");
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    String origin = request.header("Origin");
    if (foreign || origin != null && !isOf(origin, host)) {
      throw new HttpProblem(
          403,
          "cross-site",
          "The request comes from another site's page.",
          "Send songs from this server's own page, or by a program.");
    }
  }

  private boolean isKnown(@Nullable String host) {
    if (host == null) {
      return false;
    }
    String name = host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name)
        || name.startsWith("127.") && isAddress(name)
        || hosts.contains(name);
  }

  private static boolean isAddress(String name) {
    return name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  /** Ignores the scheme: a proxy that does TLS has another one. */
  private static boolean isOf(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
