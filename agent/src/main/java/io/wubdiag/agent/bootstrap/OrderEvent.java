package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** An action of a thread that the lock-order graph must know. */
public abstract class OrderEvent {
  @Nullable OrderEvent next;

  /** The thread; null once the event was taken. */
  private @Nullable Thread thread;

  /** How many threads that one had started or joined before. */
  final int epoch;

  OrderEvent(int epoch) {
    this.epoch = epoch;
  }

  final void happens() {
    thread = Thread.currentThread();
  }

  /** The next event, which this one then forgets; null if this was the last. */
  public final @Nullable OrderEvent takeNext() {
    OrderEvent taken = next;
    next = null;
    return taken;
  }

  /** Returns the thread and forgets it; null if it was asked before. */
  public final @Nullable Thread takeThread() {
    Thread taken = thread;
    thread = null;
    return taken;
  }

  /** How many threads that one had started or joined before. */
  public final int epoch() {
    return epoch;
  }

  /** A lock was created. */
  public static final class Created extends OrderEvent {
    private final WeakReference<Object> lock;
    private final int site;

    Created(Object lock, int site, int epoch) {
      super(epoch);
      this.lock = new WeakReference<>(lock);
      this.site = site;
    }

    /** The lock; null if it was collected. */
    public @Nullable Object lock() {
      return lock.get();
    }

    /** The call site that created the lock. */
    public int site() {
      return site;
    }
  }

  /** The thread starts another, which ends its epoch. */
  public static final class Started extends OrderEvent {
    private final Thread child;

    Started(Thread child, int epoch) {
      super(epoch);
      this.child = child;
    }

    public Thread child() {
      return child;
    }
  }

  /** The thread was created by another, whose epoch ended with that. */
  public static final class Born extends OrderEvent {
    private final Thread parent;
    private final int parentsEpoch;

    Born(Thread parent, int parentsEpoch) {
      super(0);
      this.parent = parent;
      this.parentsEpoch = parentsEpoch;
    }

    public Thread parent() {
      return parent;
    }

    public int parentsEpoch() {
      return parentsEpoch;
    }
  }

  /** The thread has joined an ended thread, which begins a new epoch. */
  public static final class Joined extends OrderEvent {
    private final Thread ended;

    Joined(Thread ended, int epoch) {
      super(epoch);
      this.ended = ended;
    }

    public Thread ended() {
      return ended;
    }
  }
}
