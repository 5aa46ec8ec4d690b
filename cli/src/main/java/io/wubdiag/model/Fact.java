package io.wubdiag.model;

import io.wubdiag.model.Resource.QueuedTask;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An observation on which a finding rests, without words for it. */
public sealed interface Fact {
  <T> T accept(FactVisitor<T> visitor);

  /**
   * A thread waits for a resource.
   *
   * @param retried that the wait has a time limit and is retried; null if not
   */
  record Waits(ThreadRef thread, Resource resource, Wait.@Nullable Retried retried)
      implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.waits(this);
    }
  }

  /**
   * Only these threads could end a thread's wait.
   *
   * @param resource the awaited one, null if it is unknown
   * @param others none if nobody could
   */
  record OnlyEnders(
      ThreadRef thread,
      @Nullable Resource resource,
      List<ThreadRef> others,
      Enablers.Completeness completeness)
      implements Fact {
    public OnlyEnders {
      others = List.copyOf(others);
    }

    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.onlyEnders(this);
    }
  }

  /** A thread, or its process, is responsible for releasing a resource. */
  record Owns(Owner owner, Resource resource) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.owns(this);
    }
  }

  /** A thread acquired a resource at this place in the code. */
  record Acquired(ThreadRef thread, Resource resource, String site) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.acquired(this);
    }
  }

  /** A thread is in a call of an appender. */
  record Logs(ThreadRef thread, LogCall call) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.logs(this);
    }
  }

  /** A thread logs while it holds a lock that it acquired at this place. */
  record LogsUnderLock(ThreadRef thread, String site) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.logsUnderLock(this);
    }
  }

  /**
   * A thread did not run between two samples.
   *
   * @param virtual whether it is a virtual thread, so that no carrier ran either
   */
  record Still(ThreadRef thread, Duration span, boolean virtual) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.still(this);
    }
  }

  /** A thread's id is not the id of a task of its process. */
  record NoTask(ThreadRef thread) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.noTask(this);
    }
  }

  /** A thread has ended. */
  record Ended(ThreadRef thread) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.ended(this);
    }
  }

  /** A pool's thread waits for its next task. */
  record Idle(ThreadRef thread) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.idle(this);
    }
  }

  /** A process still runs the program of the process that forked it. */
  record Forked(long pid) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.forked(this);
    }
  }

  /** A ghost's twin lives in another process. */
  record TwinLives(ThreadRef twin) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.twinLives(this);
    }
  }

  /** A pool has no other threads, and starts none. */
  record PoolIsComplete(QueuedTask.Pool pool) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.poolIsComplete(this);
    }
  }

  /** The task for which a thread waits is in its pool's queue. */
  record LiesInQueue(ThreadRef thread, QueuedTask task) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.liesInQueue(this);
    }
  }

  /** The state of a process. */
  record InState(long pid, ProcessState state) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.inState(this);
    }
  }

  /** A process that is in the background of that terminal is in a system call on it. */
  record DeniedTerminal(long pid, String terminal) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.deniedTerminal(this);
    }
  }

  /** The control group of a process is frozen. */
  record Frozen(long pid) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.frozen(this);
    }
  }

  /**
   * A thread runs, and a safepoint of its JVM waits for it.
   *
   * @param thread null if only its task is known
   */
  record NoSafepoint(@Nullable ThreadRef thread, SafepointBlocker blocker) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.noSafepoint(this);
    }
  }

  /**
   * A thread was in uninterruptible sleep.
   *
   * @param in the function of the kernel, null if unknown
   */
  record SleepsDeep(ThreadRef thread, @Nullable String in, Duration span) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.sleepsDeep(this);
    }
  }

  /** No process has a named pipe open to read. */
  record NoReader() implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.noReader(this);
    }
  }

  /** A process has a pipe open to write. */
  record HasPipeOpen(KernelFacts process, List<Integer> descriptors) implements Fact {
    public HasPipeOpen {
      descriptors = List.copyOf(descriptors);
    }

    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.hasPipeOpen(this);
    }
  }

  /**
   * A process is the child of another process.
   *
   * @param adopted whether the parent adopts orphans
   */
  record IsChild(long pid, long parent, boolean adopted) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.isChild(this);
    }
  }

  /** A process has never written a byte. */
  record NeverWrote(long pid) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.neverWrote(this);
    }
  }

  /** Only these processes have mapped a semaphore. */
  record HaveSemaphore(List<Long> pids) implements Fact {
    public HaveSemaphore {
      pids = List.copyOf(pids);
    }

    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.haveSemaphore(this);
    }
  }

  /** All threads of these processes wait for semaphores or for each other. */
  record AllAwaitSemaphores() implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.allAwaitSemaphores(this);
    }
  }

  /** A thread ran without progress. */
  record Spins(Spin spin) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.spins(this);
    }
  }

  /** The nodes of a map form a cycle. */
  record GoesAround(Spin.Circle circle) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.goesAround(this);
    }
  }

  /** All other threads of a JVM wait. */
  record OthersWait(long pid, Duration span) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.othersWait(this);
    }
  }

  /** No thread of a JVM can go on by itself. */
  record StandsStill(long pid, int threads, Duration span) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.standsStill(this);
    }
  }

  /**
   * No event from outside can wake a thread of the JVM.
   *
   * @param noHook whether a shutdown hook could, but none exists
   */
  record NothingFromOutside(boolean noHook) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.nothingFromOutside(this);
    }
  }

  /** A thread acquired two locks in an order. */
  record OrderSeen(LockOrder order) implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.orderSeen(this);
    }
  }

  /** Nothing seen prevents these lock orders from meeting. */
  record OrdersCanMeet() implements Fact {
    @Override
    public <T> T accept(FactVisitor<T> visitor) {
      return visitor.ordersCanMeet(this);
    }
  }
}
