package io.wubdiag.agent.bootstrap;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** What a thread has done that the lock-order graph has to know. */
public abstract class OrderEvent {
  @Nullable OrderEvent next;

  /** Who did it; null when it has been taken note of. */
  private @Nullable Thread thread;

  /** How many threads that one had started or joined before. */
  final int epoch;

  OrderEvent(int epoch) {
    this.epoch = epoch;
  }

  final void happens() {
    thread = Thread.currentThread();
  }

  /** The event after this one, which this one forgets; null if it was the last. */
  public final @Nullable OrderEvent takeNext() {
    OrderEvent taken = next;
    next = null;
    return taken;
  }

  /** Who did it; null if that was asked before. */
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

    /** The lock, null if it is no more. */
    public @Nullable Object lock() {
      return lock.get();
    }

    /** Where. */
    public int site() {
      return site;
    }
  }

  /** A thread is started. Its epoch ends with that. */
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

  /** This thread was made by another, whose epoch ended with that. */
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

  /** A thread has ended, and this one has waited for that. An epoch begins with that. */
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
