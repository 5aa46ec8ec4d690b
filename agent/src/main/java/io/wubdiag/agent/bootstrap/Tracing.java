package io.wubdiag.agent.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The state that all threads share while locks are traced: the switch, the clock, the call sites
 * and the agent's counters.
 *
 * <p>The fields are plain: it does no harm if a thread sees a change a little later, and a volatile
 * read would slow down every lock. wubdiag reads some of them, and fields of {@link ThreadLocks}
 * and {@link Hold}, from outside by their names.
 */
public final class Tracing {
  /** The greatest number of call sites. */
  public static final int MOST_SITES = 1 << 18;

  /** The interval at which the clock is set. */
  public static final long TICK_NANOS = 10_000_000;

  /**
   * The version of this package's interface to the rest of the agent. The package stays loaded when
   * the agent is detached, so a JVM can hold two versions only if their packages have different
   * names; the manifest of the agent's jar must then name the new one. Raise this number with each
   * change of the interface.
   */
  public static final int VERSION = 5;

  static boolean on;

  /** The observer hears of waits and holds that are at least this long, in nanoseconds. */
  public static long slow = 20_000_000;

  /** The observer of slow waits and holds; null for none. {@link #stop} removes it. */
  public static @Nullable LockObserver observer;

  /**
   * The observer of each acquisition, with its call site; null outside tests. The thread that has
   * just acquired the lock calls it, and may pause in it: so a test can force an interleaving.
   * {@link #stop} removes it.
   */
  public static @Nullable ObjIntConsumer<Object> acquisitions;

  /** Whether the order of locks is recorded in {@link OrderLog}. */
  static boolean ordering;

  /**
   * The {@link System#nanoTime()} of the last tick. Calling that method for each lock would cost 20
   * ns.
   */
  static long clock = System.nanoTime();

  /** Changes with each attach, so that what threads recorded during an earlier one is void. */
  static int generation;

  /**
   * The location of each call site, by its number, in the form of a stack frame. Number 0 stands
   * for none.
   */
  static @Nullable String[] sites = new String[1];

  /** The number of failures in hooks, which the application never sees. */
  static final AtomicLong FAULTS = new AtomicLong();

  /**
   * The number of locks that were not recorded because one thread held more than {@link
   * HeldLocks#MOST_HOLDS}.
   */
  static final AtomicLong TOO_DEEP = new AtomicLong();

  /** The number of threads and semaphores that were not recorded for lack of room. */
  static final AtomicInteger UNTRACKED = new AtomicInteger();

  private Tracing() {}

  /**
   * Starts tracing. Only the agent calls this and the other public methods, from one thread at a
   * time.
   */
  public static void start() {
    tick();
    FAULTS.set(0);
    TOO_DEEP.set(0);
    UNTRACKED.set(0);
    generation++;
    on = true;
  }

  /** Starts recording the order of locks in {@link OrderLog}. */
  public static void startOrdering() {
    ordering = true;
  }

  /** Stops tracing, and forgets everything recorded. */
  public static void stop() {
    on = false;
    generation++;
    ordering = false;
    OrderLog.forgetAll();
    observer = null;
    acquisitions = null;
    TrackedThreads.forgetAll();
    sites = new String[1];
  }

  /** The hooks' clock: a {@link System#nanoTime()} that is up to one tick old. */
  public static long clock() {
    return clock;
  }

  /** The location of a call site, in the form of a stack frame; null if it is unknown. */
  public static @Nullable String site(int number) {
    String[] known = sites;
    return number > 0 && number < known.length ? known[number] : null;
  }

  /** Calls the action for each thread, also for ended ones that left a lock locked. */
  public static void forEachThread(Consumer<ThreadLocks> action) {
    TrackedThreads.forEach(action);
  }

  /** Sets the clock. */
  public static void tick() {
    clock = System.nanoTime();
  }

  /** Forgets threads that have ended without a lock. */
  public static void sweep() {
    TrackedThreads.sweep();
  }

  /** Publishes the locations of all call sites. */
  public static void publishSites(@Nullable String[] all) {
    sites = all;
  }

  /** The number of failures in hooks since the agent was attached. */
  public static long faults() {
    return FAULTS.get();
  }

  /** The number of locks that were not recorded because their thread held too many. */
  public static long tooDeep() {
    return TOO_DEEP.get();
  }

  /** The number of threads that were not recorded because there were too many. */
  public static int untrackedThreads() {
    return UNTRACKED.get();
  }

  /** The number of recorded threads. */
  public static int trackedThreads() {
    return TrackedThreads.count();
  }

  /** Counts a failure in a hook. Does nothing else, so that it can't fail as well. */
  public static void fault() {
    FAULTS.incrementAndGet();
  }
}
