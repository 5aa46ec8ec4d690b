package io.wubdiag.remix.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * The server's end of a request's connection. It may be used after the end of the request, which
 * the server recycles when the client goes away.
 */
record Wire(EndPoint end) {
  /**
   * The wire of a request.
   *
   * @throws RuntimeException the request has ended
   */
  static Wire of(Context request) {
    return new Wire(
        ServletContextRequest.getServletContextRequest(request.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint());
  }

  /** Whether nobody can be answered: the connection is closed, or the request has ended. */
  static boolean isGone(Context request) {
    try {
      return !of(request).end.isOpen();
    } catch (RuntimeException ended) {
      return true;
    }
  }

  /**
   * The client, for limits: its IPv4 address, or its IPv6 network, since a network of 64 bits is
   * what one client gets and has any number of addresses in.
   */
  String client() {
    return end.getRemoteSocketAddress() instanceof InetSocketAddress internet
            && internet.getAddress() != null
        ? network(internet.getAddress())
        : "unknown";
  }

  static String network(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
        : address.getHostAddress();
  }

  /** Closes the connection. Whoever reads from it or writes to it gets an exception. */
  void cut(String why) {
    end.close(new IOException(why));
  }
}
