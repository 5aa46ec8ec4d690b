package io.wubdiag.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A finding in a snapshot: one cause, however many threads it holds up. Each kind adds its own
 * details to the {@link Cause}. Code that distinguishes kinds is a {@link FindingVisitor}, so that
 * the compiler names what a new kind still needs.
 *
 * <p>The file is long, since all kinds stand in it: a sealed interface and its records share a
 * package, and here the list of kinds is read at once.
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

  /** The owner's thread in the snapshot, null if it was not captured or there is no owner. */
  default @Nullable ThreadSnapshot ownerThread() {
    return null;
  }

  /** The frame in which the owner took the resource, null if unknown. */
  default @Nullable Frame acquiredIn() {
    List<WaitEdge> chain = chain();
    return chain.isEmpty() ? null : chain.get(chain.size() - 1).acquiredIn();
  }

  /** The hung process; for a cycle through several processes, the first thread's. */
  default long pid() {
    return waiters().isEmpty() ? 0 : waiters().get(0).thread().ref().pid();
  }

  /** The hung processes: one, except for a cycle through several processes. */
  default List<Long> hungPids() {
    return List.of(pid());
  }

  /** The frame to look at first, null if there is none. */
  default @Nullable Frame culprit() {
    return waiters().isEmpty() ? null : waiters().get(0).culprit();
  }

  /** A finding whose cause is a resource that its owner does not release. */
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

  /** The names of the verdicts, as in JSON. */
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

  /** The severity of a finding. */
  enum Level {
    HANG,
    POTENTIAL,
    CONTENTION
  }

  /** How many threads and processes a cause holds up, directly or behind others. */
  record HeldUp(int threads, int processes) {}

  /**
   * A waiting thread.
   *
   * @param culprit the frame that an expert would name: its innermost frame outside of lock
   *     machinery; null if it has none
   */
  record Waiter(ThreadSnapshot thread, @Nullable Frame culprit) {}

  /**
   * An edge of the wait-for graph: a thread waits for a resource that another thread holds.
   *
   * @param acquiredIn the frame in which the owner took it, null if unknown
   */
  record WaitEdge(Waiter waiter, Resource resource, Owner owner, @Nullable Frame acquiredIn) {}

  /**
   * A lock inherited by a fork: the child inherited it in its locked state, without the thread that
   * owns it, so no thread of this process will ever release it. The owner is the ghost.
   *
   * @param ghost the ghost with its stack, frozen at the fork; null if its stack could not be read
   * @param twin the ghost's twin in the original process, as it is now; null if it has ended or was
   *     not captured
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

    /** Threads of the same knot, beside the cycle's own. */
    public List<Waiter> others() {
      return waiters().subList(cycle().size(), waiters().size());
    }

    /** The owner of the resource that the first thread waits for: the second thread. */
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
   * An orphaned lock: its owner never released it, and no longer runs code that could.
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
   * A starved pool: all its threads wait for tasks that are in its own queue, or in that of another
   * such pool. The resource is one of these tasks. The waiters are all threads that wait for such
   * tasks, the pool's own and others.
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
   * A stranded JVM: all its threads wait for each other, without a time limit, for resources
   * without a recorded owner. The thread that would have to act is one of them, or has ended. The
   * resource is the first waiter's, none if it parks without a blocker.
   *
   * @param awaited the kind of act for which the first waiter waits
   */
  record Stranded(Cause cause, Verdict verdict, Quiescence.Act awaited) implements Finding {
    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.stranded(this);
    }
  }

  /**
   * A knot: threads of which each waits for what only others of them could do. None of those who
   * could end their waits can act. The chain is a cycle through some of them; it is empty where
   * nobody at all could end the wait.
   */
  record Knot(Cause cause, Verdict verdict) implements Finding {
    @Override
    public List<Long> hungPids() {
      List<Long> pids = new ArrayList<>();
      for (Waiter waiter : waiters()) {
        long pid = waiter.thread().ref().pid();
        if (!pids.contains(pid)) {
          pids.add(pid);
        }
      }
      return pids;
    }

    @Override
    public <T> T accept(FindingVisitor<T> visitor) {
      return visitor.knot(this);
    }
  }

  /**
   * A process that does not run.
   *
   * @param why what keeps it from running, beside a frozen control group
   * @param straggler the thread for which a safepoint of its JVM waits, null if it waits for none
   */
  record Stopped(Cause cause, KernelFacts process, Why why, @Nullable Straggler straggler)
      implements Finding {
    /** The reason why a process does not run. */
    public enum Why {
      /** A signal has stopped it. */
      SIGNAL,
      /** A debugger has stopped it. */
      DEBUGGER,
      /** Its control group is frozen, and no other reason exists. */
      FROZEN,
      /** A thread does not come to a safepoint. */
      NO_SAFEPOINT,
      /** A task is in uninterruptible sleep. */
      DEEP_SLEEP
    }

    /**
     * A thread that keeps all other threads of its JVM waiting.
     *
     * @param thread the thread in the snapshot, null if it was not captured
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
   * Spinning threads: they run without progress, within a map whose nodes form a cycle, or polling
   * for an act of a thread that waits for them. They are the waiters of the cause.
   *
   * @param circle the nodes' cycle, null if they wait for other threads
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
   * A blocked write: the pipe or connection is full and its reader is stuck. The owner is a thread
   * of the only process with the other end.
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
   * A wait for another process that will never act: a pipe's reader whose writers all hold the pipe
   * by accident, or a thread that opens a named pipe without a reader. The owner is the thread of
   * that process, of the first one if there are several.
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

  /**
   * A lock-order inversion: locks were taken in opposite orders. Threads can deadlock, and have
   * not.
   */
  record LockOrderInversion(Cause cause, long pid, Inversion inversion) implements Finding {

    /** Creates the finding. It has no waiters. */
    public LockOrderInversion(
        long pid, Inversion inversion, Certainty certainty, List<Evidence> evidence) {
      this(
          new Cause(null, null, List.of(), List.of(), certainty, evidence, new HeldUp(0, 0)),
          pid,
          inversion);
    }

    /** The frame in which the first thread asked for its second lock. */
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
   * Contention, not a hang: a lock that is held long, with waiters.
   *
   * @param heldFor at least {@link #LONG_HELD}, by two samples in which neither owner nor waiter
   *     ran
   */
  record Contended(Cause cause, ThreadSnapshot ownerThread, Duration heldFor) implements OfOwner {
    /** The time from which on a lock counts as held long. */
    public static final Duration LONG_HELD = Duration.ofMillis(250);

    /** The owner's process: a file lock has waiters in other processes. */
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
