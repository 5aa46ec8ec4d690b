package io.wubdiag.remix.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Answers a request before its whole body has arrived. It sends the answer first, then reads and
 * discards the body for a while. If a connection is closed with unread bytes, it is reset, and a
 * client that is still sending would never see the answer. Then the connection is closed.
 */
final class Refusal {
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final Semaphore LINGERING = new Semaphore(32);

  private Refusal() {}

  /** Sends an answer and closes the connection. */
  static void send(Context request, int status, String contentType, byte[] body) {
    var response = request.res();
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    response.setHeader("Connection", "close");
    boolean lingers = LINGERING.tryAcquire();
    try {
      response.getOutputStream().write(body);
      response.flushBuffer();
      // A client that asked first (Expect: 100-continue) has its answer, and sends no body.
      if (lingers && request.header("Expect") == null) {
        drain(request.req().getInputStream());
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      if (lingers) {
        LINGERING.release();
      }
    }
  }

  private static void drain(InputStream body) throws IOException {
    long end = System.nanoTime() + LINGER.toNanos();
    byte[] chunk = new byte[64 * 1024];
    while (System.nanoTime() < end && body.read(chunk) >= 0) {
      // Discard it.
    }
  }
}
