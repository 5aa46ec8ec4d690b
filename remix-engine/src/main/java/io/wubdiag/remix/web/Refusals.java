package io.wubdiag.remix.web;

import io.javalin.http.Context;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Answers requests whose bodies have not arrived, and closes their connections. The answer and the
 * end of the stream are sent at once. Then the server discards what the client still sends: if a
 * connection is closed with unread bytes, it is reset, and a client that is still sending would
 * never see the answer. This takes no thread, and is limited: in time, in bytes, in total and for
 * each client.
 */
final class Refusals {
  private static final Duration LINGER = Duration.ofSeconds(10);
  private static final long LEAST_BYTES = 64_000_000;
  private static final WebOptions.Limit LIMIT = new WebOptions.Limit(256, 64);

  private final Slots slots = new Slots("refusals", LIMIT);
  private final ScheduledExecutorService timer;
  private final long maxBytes;

  Refusals(WebOptions options, ScheduledExecutorService timer) {
    this.timer = timer;
    this.maxBytes = Math.max(options.maxUploadBytes(), LEAST_BYTES);
  }

  /** Sends an answer, whose status and headers are set, and closes the connection. */
  void send(Context request, byte[] body) {
    request.header("Connection", "close");
    request.future(() -> Reply.start(request, body).thenCompose(sent -> linger(request)));
  }

  private CompletableFuture<Void> linger(Context request) {
    // A client that asked first (Expect: 100-continue) has its answer, and sends no body.
    if (request.header("Expect") == null) {
      try {
        Slots.Slot slot = slots.take(Wire.of(request).client());
        return discard(request).whenComplete((end, thrown) -> slot.close());
      } catch (HttpProblem full) {
        // The connection is closed at once.
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Void> discard(Context request) {
    try {
      ServletInputStream input = request.req().getInputStream();
      Discarded body = new Discarded(input, maxBytes);
      Future<?> limit =
          timer.schedule(() -> body.end.complete(null), LINGER.toMillis(), TimeUnit.MILLISECONDS);
      input.setReadListener(body);
      return body.end.whenComplete((end, thrown) -> limit.cancel(false));
    } catch (IOException | IllegalStateException | RejectedExecutionException e) {
      // The client is gone, or the server ends.
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The number of refused requests whose bodies are being discarded. */
  int open() {
    return slots.taken();
  }

  /** A body that is read and not used. */
  private static final class Discarded implements ReadListener {
    /** Written by all, read by none. */
    private static final byte[] SINK = new byte[64 * 1024];

    private final ServletInputStream input;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long left;

    Discarded(ServletInputStream input, long maxBytes) {
      this.input = input;
      this.left = maxBytes;
    }

    @Override
    public void onDataAvailable() throws IOException {
      while (!end.isDone() && input.isReady()) {
        int count = input.read(SINK);
        left -= count;
        if (count < 0 || left < 0) {
          end.complete(null);
        }
      }
    }

    @Override
    public void onAllDataRead() {
      end.complete(null);
    }

    @Override
    public void onError(Throwable gone) {
      end.complete(null);
    }
  }
}
