package io.wubdiag.remix.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.RemixService.Subscription;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Sends server-sent events about jobs to one client. Takes no thread: the thread that brings an
 * event writes it if the client is ready; otherwise the server writes it when the client is. For a
 * slow client, only the newest status of each job is kept.
 */
final class EventStream implements WriteListener {
  private static final byte[] KEEP_ALIVE = bytes(":\n\n");

  private final ObjectMapper mapper;
  private final ServletOutputStream output;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private final Map<String, JobStatus> news = new LinkedHashMap<>();
  private final Set<String> open;
  private final Set<String> analysed = new HashSet<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private byte[] next;
  private boolean writable;
  private boolean unflushed;
  private boolean closed;

  /**
   * @param jobs the jobs to tell of: the stream ends when all of them have
   * @param gone those of them that there are not
   */
  EventStream(ObjectMapper mapper, ServletOutputStream output, Set<String> jobs, Set<String> gone) {
    this.mapper = mapper;
    this.output = output;
    this.open = new HashSet<>(jobs);
    open.removeAll(gone);
    StringBuilder first = new StringBuilder("retry: 2000\n\n");
    for (String id : gone) {
      first.append("event: gone\ndata: ").append(json(id)).append("\n\n");
    }
    this.next = bytes(first.toString());
  }

  /** Completes when no event will follow, or when the client is gone. */
  CompletableFuture<Void> end() {
    return end;
  }

  /** Adds a resource to close with the stream. */
  void add(Subscription subscription) {
    synchronized (this) {
      if (!closed) {
        subscriptions.add(subscription);
        return;
      }
    }
    subscription.close();
  }

  /** A job has changed. */
  void tell(JobStatus status) {
    synchronized (this) {
      news.put(status.job().id(), status);
    }
    pump();
  }

  /** Sends a sign of life, so that both ends notice when the other is gone. */
  void keepAlive() {
    synchronized (this) {
      if (next.length > 0 || !news.isEmpty()) {
        return;
      }
      next = KEEP_ALIVE;
    }
    pump();
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      writable = true;
    }
    pump();
  }

  @Override
  public void onError(Throwable gone) {
    close();
  }

  /** Ends the stream at once. */
  void close() {
    List<Subscription> closing;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      closing = List.copyOf(subscriptions);
    }
    closing.forEach(Subscription::close);
    end.complete(null);
  }

  private void pump() {
    if (isOver()) {
      close();
    }
  }

  /** Writes as much as the client takes. Returns whether the stream has ended. */
  private synchronized boolean isOver() {
    if (!writable || closed) {
      return false;
    }
    try {
      while (output.isReady()) {
        if (next.length == 0) {
          next = event();
        }
        if (next.length > 0) {
          byte[] event = next;
          next = new byte[0];
          unflushed = true;
          output.write(event);
        } else if (unflushed) {
          unflushed = false;
          output.flush();
        } else {
          return open.isEmpty();
        }
      }
      // Wait for the server's next call.
      writable = false;
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private byte[] event() {
    Iterator<JobStatus> first = news.values().iterator();
    if (!first.hasNext()) {
      return new byte[0];
    }
    JobStatus status = first.next();
    first.remove();
    String id = status.job().id();
    boolean withAnalysis = status.analysis() != null && analysed.add(id);
    if (status.job().state().isFinal()) {
      open.remove(id);
    }
    Object data = withAnalysis ? JobJson.of(status) : JobJson.brief(status);
    return bytes(
        "event: job\nid: " + (open.isEmpty() ? "end" : "more") + "\ndata: " + json(data) + "\n\n");
  }

  private String json(Object data) {
    try {
      return mapper.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
