package io.wubdiag.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something found in a snapshot: one cause, however many threads it holds up. */
public sealed interface Finding {
  Verdict verdict();

  Certainty certainty();

  List<Evidence> evidence();

  HeldUp heldUp();

  /**
   * How one thread comes to be held up by the cause: of all that are, one that is furthest from it.
   * Each edge's owner is the next one's waiter, the last one's owner is the cause. Empty where no
   * thread waits for another.
   */
  List<WaitEdge> chain();

  /** What is waited for at the end; of a cycle, by its first thread. Null if it is no resource. */
  default @Nullable Resource resource() {
    return null;
  }

  /** Who owns that. */
  default @Nullable Owner owner() {
    return null;
  }

  /**
   * Who waits for the cause itself; of a cycle its threads, then the others that are part of the
   * knot.
   */
  default List<Waiter> waiters() {
    return List.of();
  }

  default Level level() {
    return verdict().level();
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
   * The owner was left behind at the fork, so nobody in this process will ever release.
   *
   * @param owner the ghost
   * @param ghost the ghost with its stack, frozen at the fork; null if its stack could not be had
   * @param acquiredIn the frame of the ghost that took the lock, null if unknown
   * @param twin the thread of the process that was forked that the ghost is a copy of, as it is
   *     now; null if it has ended or was not looked at
   */
  record ForkInherited(
      Resource resource,
      Owner owner,
      @Nullable ThreadSnapshot ghost,
      @Nullable Frame acquiredIn,
      @Nullable ThreadSnapshot twin,
      long original,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public ForkInherited {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.FORK_INHERITED;
    }
  }

  /**
   * A cycle in the wait-for graph.
   *
   * @param cycle its edges, each one's owner the next one's waiter, the last one's owner the first
   *     one's waiter
   * @param others threads that are part of the same knot, beside the cycle's own
   */
  record Deadlock(
      List<WaitEdge> cycle,
      List<Waiter> others,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public Deadlock {
      cycle = List.copyOf(cycle);
      others = List.copyOf(others);
      evidence = List.copyOf(evidence);
    }

    /** The cycle itself. */
    @Override
    public List<WaitEdge> chain() {
      return cycle;
    }

    @Override
    public Resource resource() {
      return cycle.get(0).resource();
    }

    @Override
    public Owner owner() {
      return cycle.get(0).owner();
    }

    @Override
    public List<Waiter> waiters() {
      List<Waiter> waiters = new ArrayList<>();
      for (WaitEdge edge : cycle) {
        waiters.add(edge.waiter());
      }
      waiters.addAll(others);
      return waiters;
    }

    @Override
    public Verdict verdict() {
      return Verdict.DEADLOCK;
    }
  }

  /**
   * A thread waits for a resource that another holds.
   *
   * @param acquiredIn the frame in which the owner took it, null if unknown
   */
  record WaitEdge(Waiter waiter, Resource resource, Owner owner, @Nullable Frame acquiredIn) {}

  /**
   * The owner never released, and does nothing any more that could.
   *
   * @param idle the owner, a pool's thread that waits for its next task; null if it has ended
   */
  record OrphanedLock(
      Resource resource,
      Owner owner,
      @Nullable ThreadSnapshot idle,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public OrphanedLock {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.ORPHANED_LOCK;
    }
  }

  /**
   * All threads of a pool wait for tasks that lie in its own queue, or in that of another such
   * pool.
   *
   * @param resource one of these tasks
   * @param waiters who waits for these tasks, the pool's threads and others
   */
  record StarvedPool(
      Resource resource,
      Resource.QueuedTask.Pool pool,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public StarvedPool {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.STARVED_POOL;
    }
  }

  /**
   * A JVM whose threads all wait for each other, without end, for what no record names an owner of:
   * whoever would have to act is one of them, or has ended.
   *
   * @param resource what the first waiter waits for, null if it parks without saying so
   * @param awaited of what kind that is
   * @param waiters who waits for such
   */
  record Stranded(
      Verdict verdict,
      @Nullable Resource resource,
      Quiescence.Act awaited,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public Stranded {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * The process does not run.
   *
   * @param why in a few words: {@code stopped by a signal}, {@code control group frozen}
   * @param straggler the thread that its JVM waits for to come to a safepoint, null if it does not
   */
  record Stopped(
      KernelFacts process,
      String why,
      @Nullable Waiter straggler,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public Stopped {
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.STOPPED;
    }
  }

  /**
   * Threads that run and get nowhere: within a map whose nodes make a circle, or asking again and
   * again for what only a thread could do that waits for them.
   *
   * @param circle the nodes' circle, null if they wait for other threads
   * @param waiters the threads that run
   */
  record Spinning(
      Spin.@Nullable Circle circle,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public Spinning {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.SPINNING;
    }
  }

  /**
   * A write waits on a full pipe or connection whose reader does not read, and does nothing else
   * either.
   *
   * @param owner a thread of the process that alone has the other end
   */
  record BlockedSink(
      Resource resource,
      Owner owner,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public BlockedSink {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.BLOCKED_SINK;
    }
  }

  /**
   * A thread waits for another process that will never do what it waits for: a reader of a pipe
   * that only processes have open to write which got it by accident, or who opens a named pipe that
   * nobody reads.
   *
   * @param owner the thread of that process, of several of the first one; null if there is none
   * @param peers the processes that could act, and don't
   */
  record BlockedPeer(
      Resource resource,
      @Nullable Owner owner,
      List<KernelFacts> peers,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    public BlockedPeer {
      peers = List.copyOf(peers);
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.BLOCKED_PEER;
    }
  }

  /** Locks were taken in orders that contradict each other: threads can deadlock, and have not. */
  record LockOrderInversion(
      long pid, Inversion inversion, Certainty certainty, List<Evidence> evidence)
      implements Finding {
    public LockOrderInversion {
      evidence = List.copyOf(evidence);
    }

    /** Nobody waits. */
    @Override
    public List<WaitEdge> chain() {
      return List.of();
    }

    /** Nothing. */
    @Override
    public HeldUp heldUp() {
      return new HeldUp(0, 0);
    }

    @Override
    public Verdict verdict() {
      return Verdict.LOCK_ORDER_INVERSION;
    }
  }

  /**
   * A lock that is held long, and who waits. Not a hang.
   *
   * @param heldFor at least {@link #LONG_HELD}, by two samples in which neither owner nor waiter
   *     ran
   */
  record Contended(
      Resource resource,
      Owner owner,
      ThreadSnapshot ownerThread,
      @Nullable Frame acquiredIn,
      Duration heldFor,
      List<Waiter> waiters,
      List<WaitEdge> chain,
      Certainty certainty,
      List<Evidence> evidence,
      HeldUp heldUp)
      implements Finding {
    /** From when on a lock is held long. */
    public static final Duration LONG_HELD = Duration.ofMillis(250);

    public Contended {
      waiters = List.copyOf(waiters);
      chain = List.copyOf(chain);
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.CONTENDED;
    }
  }
}
