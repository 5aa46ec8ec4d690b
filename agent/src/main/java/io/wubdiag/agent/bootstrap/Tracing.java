package io.wubdiag.agent.bootstrap;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What all threads share while locks are traced: whether they are, the time, what the call sites'
 * numbers mean, and how the agent fares.
 *
 * <p>The fields are plain: a thread that sees a change a little later does no harm, and a volatile
 * one would cost every lock. wubdiag reads some of them, and those of {@link ThreadLocks} and
 * {@link Hold}, from outside by their names.
 */
public final class Tracing {
  /** How many call sites there can be. */
  public static final int MOST_SITES = 1 << 18;

  /** How often the clock is set. */
  public static final long TICK_NANOS = 10_000_000;

  /**
   * What this part offers to the other. It stays loaded when the agent is detached, so two versions
   * that differ in this can be in one JVM only if their packages have different names; which also
   * the manifest of the agent's jar has to tell. To be raised with each change of this package.
   */
  public static final int VERSION = 5;

  static boolean on;

  /** From how many nanoseconds on the observer is told of a wait or a hold. */
  public static long slow = 20_000_000;

  /** Told of slow waits and holds; null for nobody. Goes with {@link #stop}. */
  public static @Nullable LockObserver observer;

  /**
   * Told of each acquisition, with its call site, by the thread that has the lock by then, which
   * may pause there: for tests that make an interleaving certain. Null for nobody, as in all other
   * programs. Goes with {@link #stop}.
   */
  public static @Nullable ObjIntConsumer<Object> acquisitions;

  /** Whether {@link OrderLog} is told in which order locks are acquired. */
  static boolean ordering;

  /** {@link System#nanoTime()}, as of the last tick: reading that itself would cost 20 ns. */
  static long clock = System.nanoTime();

  /** Changes with each attaching, so that what a thread remembers of an earlier one is void. */
  static int generation;

  /** Where each call site is, by its number, as a stack trace would put it. 0 is none. */
  static @Nullable String[] sites = new String[1];

  /** Faults of the hooks themselves, which the application never sees. */
  static final AtomicLong FAULTS = new AtomicLong();

  /** Locks that were held beyond {@link HeldLocks#MOST_HOLDS} by one thread, not recorded. */
  static final AtomicLong TOO_DEEP = new AtomicLong();

  /** Threads and semaphores beyond what there is room for, whose locks are not recorded. */
  static final AtomicInteger UNTRACKED = new AtomicInteger();

  private Tracing() {}

  /** Starts it. Only the agent calls this, and the other public methods, one thread at a time. */
  public static void start() {
    tick();
    FAULTS.set(0);
    TOO_DEEP.set(0);
    UNTRACKED.set(0);
    generation++;
    on = true;
  }

  /** Has threads tell the order of their locks, too: {@link OrderLog} gets it. */
  public static void startOrdering() {
    ordering = true;
  }

  /** Ends it, and forgets all that was recorded. */
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

  /** The time as hooks know it, of {@link System#nanoTime()}. */
  public static long clock() {
    return clock;
  }

  /** Where a call site is, as a stack trace would put it; null if it is not known. */
  public static @Nullable String site(int number) {
    String[] known = sites;
    return number > 0 && number < known.length ? known[number] : null;
  }

  /** Calls it for what is noted of each thread, also of an ended one that left a lock locked. */
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

  /** Makes known what the numbers below its length mean. */
  public static void publishSites(@Nullable String[] all) {
    sites = all;
  }

  /** How often a hook failed since the agent came. */
  public static long faults() {
    return FAULTS.get();
  }

  /** How many locks were not recorded since their thread held too many others. */
  public static long tooDeep() {
    return TOO_DEEP.get();
  }

  /** How many threads were not recorded since there were too many others. */
  public static int untrackedThreads() {
    return UNTRACKED.get();
  }

  /** How many threads are recorded. */
  public static int trackedThreads() {
    return TrackedThreads.count();
  }

  /** Counts a fault and nothing else: whatever is wrong, it must not be made worse. */
  public static void fault() {
    FAULTS.incrementAndGet();
  }
}
