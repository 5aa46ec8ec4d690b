package io.wubdiag.remix.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.wubdiag.remix.engine.RemixService;
import io.wubdiag.remix.engine.RemixService.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sends streams of events, and keeps them alive. */
final class JobEvents implements AutoCloseable {
  /** The greatest number of jobs in one stream. */
  static final int MAX_JOBS = 50;

  private final RemixService service;
  private final ObjectMapper mapper;
  private final Slots slots;
  private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();

  JobEvents(
      RemixService service,
      ObjectMapper mapper,
      WebOptions options,
      ScheduledExecutorService timer) {
    this.service = service;
    this.mapper = mapper;
    this.slots = new Slots("event-streams", options.events());
    Duration period = options.keepAlive();
    timer.scheduleWithFixedDelay(
        () -> streams.forEach(EventStream::keepAlive),
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Sends the events of one job. */
  void ofOne(Context request) throws HttpProblem {
    String id = request.pathParam("id");
    if (service.status(id).isEmpty()) {
      throw HttpProblem.noSuchJob();
    }
    answer(request, Set.of(id));
  }

  /** Sends the events of several jobs: a browser has only six connections to a server. */
  void ofSeveral(Context request) throws HttpProblem {
    Set<String> ids = new LinkedHashSet<>(request.queryParams("job"));
    if (ids.isEmpty() || ids.size() > MAX_JOBS) {
      throw new HttpProblem(
          400,
          "bad-jobs",
          ids.size() + " jobs are asked for; a stream tells of 1 to " + MAX_JOBS + ".",
          "Ask for them by ?job=ID&job=ID.");
    }
    answer(request, ids);
  }

  private void answer(Context request, Set<String> ids) throws HttpProblem {
    if ("end".equals(request.header("Last-Event-ID"))) {
      // Tells the browser not to reconnect for ended jobs.
      request.status(204);
      return;
    }
    Slots.Slot slot = slots.take(Wire.of(request).client());
    request.contentType("text/event-stream").header("Cache-Control", "no-store");
    request.header("X-Accel-Buffering", "no");
    request.future(
        () -> {
          try {
            return start(request, ids).whenComplete((done, thrown) -> slot.close());
          } catch (IOException e) {
            slot.close();
            return CompletableFuture.failedFuture(e);
          }
        });
  }

  private CompletableFuture<Void> start(Context request, Set<String> ids) throws IOException {
    Set<String> gone = new LinkedHashSet<>(ids);
    gone.removeIf(id -> service.status(id).isPresent());
    EventStream stream = new EventStream(mapper, request.res().getOutputStream(), ids, gone);
    streams.add(stream);
    CompletableFuture<Void> end =
        stream.end().whenComplete((done, thrown) -> streams.remove(stream));
    for (String id : ids) {
      Optional<Subscription> subscription = service.listen(id, stream::tell);
      subscription.ifPresent(stream::add);
    }
    request.res().getOutputStream().setWriteListener(stream);
    return end;
  }

  /** The number of open streams. */
  int open() {
    return slots.taken();
  }

  @Override
  public void close() {
    streams.forEach(EventStream::close);
  }
}
