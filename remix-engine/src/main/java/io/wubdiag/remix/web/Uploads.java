package io.wubdiag.remix.web;

import io.javalin.http.Context;
import io.wubdiag.remix.engine.EngineLoad;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.engine.RemixService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives songs. A song goes from the network into its file piece by piece. If it is known early
 * that a song won't be accepted, it is refused before it has been received. Receiving waits for the
 * client, so each upload takes a thread from a separate pool of the size {@link
 * WebOptions#uploads}.
 */
final class Uploads implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  /** The slowest acceptable client, in bytes per second. */
  private static final int MIN_RATE = 1024;

  /** The longest acceptable upload, in idle timeouts: half an hour by default. */
  private static final int LONGEST = 60;

  private final RemixService service;
  private final long maxBytes;
  private final Duration patience;
  private final Duration longest;
  private final Slots slots;
  private final Stalls stalls;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("web-upload"));

  Uploads(RemixService service, WebOptions options, Stalls stalls) {
    this.service = service;
    this.maxBytes = options.maxUploadBytes();
    this.patience = options.idleTimeout();
    this.longest = patience.multipliedBy(LONGEST);
    this.slots = new Slots("uploads", options.uploads());
    this.stalls = stalls;
  }

  /**
   * Receives a song and submits it, in a thread of its own.
   *
   * @param then answers the request, once the job is accepted
   */
  void accept(Context request, Consumer<JobStatus> then) throws HttpProblem {
    EngineLoad load = service.load();
    if (load.waiting() >= load.mayWait() && (load.waiting() > 0 || load.running() > 0)) {
      throw full(load.waiting());
    }
    String boundary = UploadForm.boundary(request.contentType());
    int overhead = boundary == null ? 0 : UploadForm.OVERHEAD;
    Upload.checkLength(request.req().getContentLengthLong() - overhead, maxBytes);
    Wire wire = Wire.of(request);
    Slots.Slot slot = slots.take(wire.client());
    request.future(
        () ->
            CompletableFuture.supplyAsync(() -> submit(request, wire, boundary, slot), threads)
                .thenAccept(then));
  }

  private JobStatus submit(Context request, Wire wire, @Nullable String boundary, Slots.Slot slot) {
    try (slot;
        Upload upload = new Upload(service.uploads(), maxBytes)) {
      String style = request.queryParam("style");
      if (style != null) {
        upload.setStyle(style);
      }
      String name = request.queryParam("name");
      if (name != null) {
        upload.setName(name);
      }
      receive(request, wire, upload, boundary);
      upload.complete();
      return service.submit(upload.file(), upload.name(), upload.style());
    } catch (QueueFullException e) {
      throw new CompletionException(full(e.waiting()));
    } catch (HttpProblem | IOException e) {
      throw new CompletionException(e);
    }
  }

  private static HttpProblem full(int waiting) {
    return new HttpProblem(
        503,
        "queue-full",
        "The line is full: "
            + waiting
            + " songs are waiting, and yours would be number "
            + (waiting + 1)
            + ".",
        "Try again in a few minutes.",
        Map.of("Retry-After", "60"));
  }

  private void receive(Context request, Wire wire, Upload upload, @Nullable String boundary)
      throws HttpProblem, IOException {
    try (Stalls.Watch watch = stalls.watch(wire)) {
      receive(request, upload, boundary, watch);
    }
  }

  private void receive(
      Context request, Upload upload, @Nullable String boundary, Stalls.Watch watch)
      throws HttpProblem, IOException {
    UploadForm form = null;
    if (boundary != null) {
      if (boundary.isEmpty() || boundary.length() > 200) {
        throw UploadForm.malformed();
      }
      form = new UploadForm(upload, boundary);
    }
    long start = System.nanoTime();
    long total = 0;
    byte[] chunk = new byte[CHUNK];
    InputStream body = request.req().getInputStream();
    while (true) {
      int count = read(body, chunk, watch);
      ByteBuffer part = ByteBuffer.wrap(chunk, 0, Math.max(count, 0));
      if (form != null) {
        form.parse(part, count < 0);
      } else {
        upload.append(part);
      }
      if (count < 0) {
        return;
      }
      total += count;
      Upload.checkLength(total - (form == null ? 0 : UploadForm.OVERHEAD), maxBytes);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      boolean slow = taken.compareTo(patience) > 0 && total < MIN_RATE * taken.toSeconds();
      if (slow || taken.compareTo(longest) > 0) {
        throw tooSlow();
      }
    }
  }

  private static int read(InputStream body, byte[] chunk, Stalls.Watch watch) throws HttpProblem {
    watch.begin();
    try {
      return body.read(chunk);
    } catch (IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof TimeoutException) {
          throw tooSlow();
        }
      }
      throw new HttpProblem(
          400,
          "incomplete",
          "The connection broke before all of the song had come.",
          "Send it again.");
    } finally {
      watch.end();
    }
  }

  private static HttpProblem tooSlow() {
    return new HttpProblem(
        408,
        "too-slow",
        "The song stopped coming, or came too slowly.",
        "Send it again over a better connection.");
  }

  /** The number of uploads in progress. */
  int open() {
    return slots.taken();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
