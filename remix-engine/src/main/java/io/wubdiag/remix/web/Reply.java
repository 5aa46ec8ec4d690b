package io.wubdiag.remix.web;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A whole answer on its way to the client. Takes no thread: the server writes more when the client
 * has read some. So a client that does not read holds its own connection and nothing else.
 */
final class Reply implements WriteListener {
  private final ServletOutputStream output;
  private final byte[] body;
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private boolean written;

  private Reply(ServletOutputStream output, byte[] body) {
    this.output = output;
    this.body = body;
  }

  /** Answers a request with a body; status and headers are set before. */
  static void send(Context request, byte[] body) {
    request.future(() -> start(request, body));
  }

  /**
   * Begins to send a body, in an asynchronous request. Returns what completes when all of it is
   * sent, or when the client is gone. It never fails.
   */
  static CompletableFuture<Void> start(Context request, byte[] body) {
    request.res().setContentLength(body.length);
    if (request.req().getMethod().equals("HEAD")) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      Reply reply = new Reply(request.res().getOutputStream(), body);
      reply.output.setWriteListener(reply);
      return reply.end;
    } catch (IOException | IllegalStateException e) {
      // The client is gone.
      return CompletableFuture.completedFuture(null);
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    while (output.isReady()) {
      if (written) {
        end.complete(null);
        return;
      }
      written = true;
      output.write(body);
    }
  }

  @Override
  public void onError(Throwable gone) {
    end.complete(null);
  }
}
