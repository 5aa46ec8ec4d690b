package io.wubdiag.remix.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a job. Each has a slot for one status, the latest, which a thread of the
 * executor delivers. So a slow listener delays no other one; it misses changes in between.
 */
final class Subscribers {
  private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

  private final Executor executor;
  private final List<Subscriber> all = new ArrayList<>();

  Subscribers(Executor executor) {
    this.executor = executor;
  }

  /** Adds a listener and tells it the present status. */
  synchronized RemixService.Subscription add(Consumer<JobStatus> listener, JobStatus now) {
    Subscriber subscriber = new Subscriber(listener);
    if (!now.job().state().isFinal()) {
      all.add(subscriber);
    }
    subscriber.offer(now);
    return subscriber;
  }

  synchronized boolean isEmpty() {
    return all.isEmpty();
  }

  /** Tells all listeners. Call this in the order of the changes. */
  synchronized void tell(JobStatus status) {
    for (Subscriber subscriber : all) {
      subscriber.offer(status);
    }
    if (status.job().state().isFinal()) {
      all.clear();
    }
  }

  private synchronized void remove(Subscriber subscriber) {
    all.remove(subscriber);
  }

  private final class Subscriber implements RemixService.Subscription {
    private final Consumer<JobStatus> listener;
    private @Nullable JobStatus letter;
    private boolean onTheWay;
    private boolean closed;

    Subscriber(Consumer<JobStatus> listener) {
      this.listener = listener;
    }

    synchronized void offer(JobStatus status) {
      letter = status;
      if (!onTheWay && !closed) {
        onTheWay = true;
        try {
          executor.execute(this::bring);
        } catch (RejectedExecutionException e) {
          closed = true;
        }
      }
    }

    private void bring() {
      for (JobStatus status = next(); status != null; status = next()) {
        try {
          listener.accept(status);
        } catch (RuntimeException e) {
          LOG.warn("A listener to job {} failed and is removed", status.job().id(), e);
          close();
        }
      }
    }

    private synchronized @Nullable JobStatus next() {
      JobStatus status = closed ? null : letter;
      letter = null;
      onTheWay = status != null;
      return status;
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      remove(this);
    }
  }
}
