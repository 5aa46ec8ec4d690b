package io.wubdiag.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something found in a snapshot: one cause, however many threads it holds up. Each kind adds to the
 * {@link Cause} what is particular in it. Code that tells kinds apart is a {@link FindingVisitor},
 * so that the compiler names what a new kind still needs.
 */
public sealed interface Finding {
  Verdict verdict();

  Cause cause();

  <T> T accept(FindingVisitor<T> visitor);

  default Certainty certainty() {
    return cause().certainty();
  }

  default List<Evidence> evidence() {
    return cause().evidence();
  }

  default HeldUp heldUp() {
    return cause().heldUp();
  }

  default List<WaitEdge> chain() {
    return cause().chain();
  }

  default @Nullable Resource resource() {
    return cause().resource();
  }

  default @Nullable Owner owner() {
    return cause().owner();
  }

  default List<Waiter> waiters() {
    return cause().waiters();
  }

  default Level level() {
    return verdict().level();
  }

  /** The owner's thread as it was seen, null if it was not or there is no owner. */
  default @Nullable ThreadSnapshot ownerThread() {
    return null;
  }

  /** The frame in which the owner took the resource, null if unknown. */
  default @Nullable Frame acquiredIn() {
    List<WaitEdge> chain = chain();
    return chain.isEmpty() ? null : chain.get(chain.size() - 1).acquiredIn();
  }

  /** The process that hangs; of a cycle through several, the first thread's. */
  default long pid() {
    return waiters().isEmpty() ? 0 : waiters().get(0).thread().ref().pid();
  }

  /** The processes that hang: one, but for a cycle through several. */
  default List<Long> hungPids() {
    return List.of(pid());
  }

  /** The frame to look at first, null if there is none. */
  default @Nullable Frame culprit() {
    return waiters().isEmpty() ? null : waiters().get(0).culprit();
  }

  /** A finding whose cause is a resource that an owner does not let go of. */
  sealed interface OfOwner extends Finding {
    @Override
    default Resource resource() {
      return Objects.requireNonNull(cause().resource());
    }

    @Override
    default Owner owner() {
      return Objects.requireNonNull(cause().owner());
    }
  }

  /** The verdicts' names, as they stand in JSON. */
  enum Verdict {
    FORK_INHERITED(Level.HANG),
    DEADLOCK(Level.HANG),
    ORPHANED_LOCK(Level.HANG),
    STARVED_POOL(Level.HANG),
    DEAD_CONSUMER(Level.HANG),
    NOBODY_LEFT(Level.HANG),
    STOPPED(Level.HANG),
    JOB_CONTROL(Level.HANG),
    SPINNING(Level.HANG),
    BLOCKED_SINK(Level.HANG),
    BLOCKED_PEER(Level.HANG),
    LOCK_ORDER_INVERSION(Level.POTENTIAL),
    CONTENDED(Level.CONTENTION);

    private final Level level;

    Verdict(Level level) {
      this.level = level;
    }

    public Level level() {
      return level;
    }
  }

  /** How bad it is. */
  enum Level {
    HANG,
    POTENTIAL,
    CONTENTION
  }

  /** How much is held up by a cause, directly or behind others. */
  record HeldUp(int threads, int processes) {}

  /**
   * A thread that waits.
   *
   * @param culprit the frame that an expert would name: its innermost one that is not lock
   *     machinery; null if it has none
   */
  record Waiter(ThreadSnapshot thread, @Nullable Frame culprit) {}

  /**
   * A thread waits for a resource that another holds.
   *
   * @param acquiredIn the frame in which the owner took it, null if unknown
   */
  record WaitEdge(Waiter waiter, Resource resource, Owner owner, @Nullable Frame acquiredIn) {}

  /**
   * The owner was left behind at the fork, so nobody in this process will ever release. The owner
   * is the ghost.
   *
   * @param ghost the ghost with its stack, frozen at the fork; null if its stack could not be had
   * @param twin the thread of the process that was forked that the ghost is a copy of, as it is
   *     now; null if it has ended or was not looked at
   * @param original the process that was forked, 0 if it has ended
   */
  record ForkInherited(
      Cause cause, @Nullable ThreadSnapshot ghost, @Nullable ThreadSnapshot twin, long original)
      implements OfOwner {
    @Override
    public Verdict verdict() {
      return Verdict.FORK_INHERITED;
    }

    @Override
    public long pid() {
      return owner().thread().pid();
    }

    @Override
    public @Nullable ThreadSnapshot ownerThread() {
      return ghost;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.forkInherited(this);
    }
  }

  /**
   * A cycle in the wait-for graph. Resource and owner are those of its first edge.
   *
   * @param cause its chain is the cycle: each edge's owner is the next one's waiter, the last one's
   *     owner the first one's waiter
   */
  record Deadlock(Cause cause) implements OfOwner {
    public List<WaitEdge> cycle() {
      return cause.chain();
    }

    /** Threads that are part of the same knot, beside the cycle's own. */
    public List<Waiter> others() {
      return waiters().subList(cycle().size(), waiters().size());
    }

    /** The owner of what the first thread waits for: the second one. */
    @Override
    public ThreadSnapshot ownerThread() {
      return cycle().get(1 % cycle().size()).waiter().thread();
    }

    @Override
    public @Nullable Frame acquiredIn() {
      return cycle().get(0).acquiredIn();
    }

    @Override
    public List<Long> hungPids() {
      List<Long> pids = new ArrayList<>();
      for (WaitEdge edge : cycle()) {
        long pid = edge.waiter().thread().ref().pid();
        if (!pids.contains(pid)) {
          pids.add(pid);
        }
      }
      return pids;
    }

    @Override
    public Verdict verdict() {
      return Verdict.DEADLOCK;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.deadlock(this);
    }
  }

  /**
   * The owner never released, and does nothing any more that could.
   *
   * @param idle the owner, a pool's thread that waits for its next task; null if it has ended
   */
  record OrphanedLock(Cause cause, @Nullable ThreadSnapshot idle) implements OfOwner {
    @Override
    public Verdict verdict() {
      return Verdict.ORPHANED_LOCK;
    }

    @Override
    public long pid() {
      return owner().thread().pid();
    }

    @Override
    public @Nullable ThreadSnapshot ownerThread() {
      return idle;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.orphanedLock(this);
    }
  }

  /**
   * All threads of a pool wait for tasks that lie in its own queue, or in that of another such
   * pool. The resource is one of these tasks; the waiters are all who wait for such, the pool's
   * threads and others.
   */
  record StarvedPool(Cause cause, Resource.QueuedTask.Pool pool) implements Finding {
    @Override
    public Verdict verdict() {
      return Verdict.STARVED_POOL;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.starvedPool(this);
    }
  }

  /**
   * A JVM whose threads all wait for each other, without end, for what no record names an owner of:
   * whoever would have to act is one of them, or has ended. The resource is what the first waiter
   * waits for, none if it parks without saying so.
   *
   * @param awaited of what kind that is
   */
  record Stranded(Cause cause, Verdict verdict, Quiescence.Act awaited) implements Finding {
    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.stranded(this);
    }
  }

  /**
   * The process does not run.
   *
   * @param why what keeps it from running, beside a frozen control group
   * @param straggler the thread that its JVM waits for to come to a safepoint, null if it does not
   */
  record Stopped(Cause cause, KernelFacts process, Why why, @Nullable Straggler straggler)
      implements Finding {
    /** Why a process does not run. */
    public enum Why {
      /** A signal has stopped it. */
      SIGNAL,
      /** A debugger has stopped it. */
      DEBUGGER,
      /** Nothing but its control group's being frozen. */
      FROZEN,
      /** A thread that does not come to a safepoint. */
      NO_SAFEPOINT,
      /** Uninterruptible sleep. */
      DEEP_SLEEP
    }

    /**
     * A thread that keeps all others of its JVM waiting.
     *
     * @param thread it as it was seen, null if it was not
     */
    public record Straggler(SafepointBlocker blocker, @Nullable Waiter thread) {}

    @Override
    public Verdict verdict() {
      return Verdict.STOPPED;
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.stopped(this);
    }
  }

  /**
   * The process was stopped since it used its terminal from the background.
   *
   * @param terminal its path
   */
  record JobControl(Cause cause, KernelFacts process, String terminal) implements Finding {
    @Override
    public Verdict verdict() {
      return Verdict.JOB_CONTROL;
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.jobControl(this);
    }
  }

  /**
   * Threads that run and get nowhere: within a map whose nodes make a circle, or asking again and
   * again for what only a thread could do that waits for them. They stand as the waiters.
   *
   * @param circle the nodes' circle, null if they wait for other threads
   */
  record Spinning(Cause cause, Spin.@Nullable Circle circle) implements Finding {
    @Override
    public Verdict verdict() {
      return Verdict.SPINNING;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.spinning(this);
    }
  }

  /**
   * A write waits on a full pipe or connection whose reader does not read, and does nothing else
   * either. The owner is a thread of the process that alone has the other end.
   */
  record BlockedSink(Cause cause) implements OfOwner {
    @Override
    public Verdict verdict() {
      return Verdict.BLOCKED_SINK;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.blockedSink(this);
    }
  }

  /**
   * A thread waits for another process that will never do what it waits for: a reader of a pipe
   * that only processes have open to write which got it by accident, or who opens a named pipe that
   * nobody reads. The owner is the thread of that process, of several of the first one.
   *
   * @param peers the processes that could act, and don't
   */
  record BlockedPeer(Cause cause, List<KernelFacts> peers) implements Finding {
    public BlockedPeer {
      peers = List.copyOf(peers);
    }

    @Override
    public Verdict verdict() {
      return Verdict.BLOCKED_PEER;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.blockedPeer(this);
    }
  }

  /** Locks were taken in orders that contradict each other: threads can deadlock, and have not. */
  record LockOrderInversion(Cause cause, long pid, Inversion inversion) implements Finding {

    /** Nobody waits. */
    public LockOrderInversion(
        long pid, Inversion inversion, Certainty certainty, List<Evidence> evidence) {
      this(
          new Cause(null, null, List.of(), List.of(), certainty, evidence, new HeldUp(0, 0)),
          pid,
          inversion);
    }

    /** Where the first thread asked for its second lock. */
    @Override
    public @Nullable Frame culprit() {
      List<Frame> frames = inversion.orders().get(0).frames();
      return frames.isEmpty() ? null : frames.get(0);
    }

    @Override
    public Verdict verdict() {
      return Verdict.LOCK_ORDER_INVERSION;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.lockOrderInversion(this);
    }
  }

  /**
   * A lock that is held long, and who waits. Not a hang.
   *
   * @param heldFor at least {@link #LONG_HELD}, by two samples in which neither owner nor waiter
   *     ran
   */
  record Contended(Cause cause, ThreadSnapshot ownerThread, Duration heldFor) implements OfOwner {
    /** From when on a lock is held long. */
    public static final Duration LONG_HELD = Duration.ofMillis(250);

    /** The owner's process: a lock on a file has waiters in others. */
    @Override
    public long pid() {
      return owner().thread().pid();
    }

    @Override
    public Verdict verdict() {
      return Verdict.CONTENDED;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.contended(this);
    }
  }
}
