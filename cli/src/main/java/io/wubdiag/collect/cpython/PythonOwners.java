package io.wubdiag.collect.cpython;

import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the owners of Python locks. An {@code RLock} records its owner's ident, the address of the
 * {@code pthread_t}, which a fork copies. A plain lock records no owner. But if a single-threaded
 * forked process waits for a plain lock from before the fork, no thread can release it.
 */
final class PythonOwners {
  private final PythonProcess process;
  private final List<PythonProcess> line;
  private final boolean forked;

  /**
   * The owners of locks in this process.
   *
   * @param line the processes that it was forked from, nearest first
   * @param forked whether it was forked; true also if those processes have ended
   */
  PythonOwners(PythonProcess process, List<PythonProcess> line, boolean forked) {
    this.process = process;
    this.line = line;
    this.forked = forked;
  }

  boolean forked() {
    return forked;
  }

  /** The owner of an awaited lock; empty if it is unknown. */
  List<Owner> of(PythonLock lock, PythonThread waiter) {
    if (!lock.namesOwner()) {
      return isTakenToExclude(waiter) ? leftLocked(lock, waiter) : List.of();
    }
    long ident = lock.ownerIdent();
    if (ident == 0) {
      return List.of();
    }
    PythonThread owner = process.find(ident);
    if (owner != null) {
      Task task = process.task(owner);
      return task == null
          ? List.of()
          : List.of(named(process.ref(task, owner), Liveness.LIVE, Certainty.PROVED));
    }
    return process.lacks(ident) ? List.of(absent(ident)) : List.of();
  }

  private static Owner named(ThreadRef thread, Liveness liveness, Certainty certainty) {
    return new Owner(thread, liveness, Owner.Record.OWNER_IDENT, certainty);
  }

  private Owner absent(long ident) {
    for (PythonProcess original : line) {
      PythonThread twin = original.find(ident);
      Task task = twin == null ? null : original.task(twin);
      if (task != null) {
        return named(ghostOf(original.ref(task, twin)), Liveness.GHOST, Certainty.PROVED);
      }
    }
    ThreadRef ended = new ThreadRef(process.kernel().identity(), "a thread that has ended", 0, 0);
    return forked
        ? named(ended, Liveness.GHOST, Certainty.INFERRED)
        : named(ended, Liveness.TERMINATED, Certainty.PROVED);
  }

  private ThreadRef ghostOf(ThreadRef twin) {
    return new ThreadRef(process.kernel().identity(), twin.name(), twin.tid(), 0);
  }

  /**
   * Whether the lock is for mutual exclusion. It is not if the innermost frame uses it for
   * wake-ups, where idle threads wait: {@code Condition.wait} (and with it events, queues, pools)
   * and {@code Thread.join}.
   */
  private static boolean isTakenToExclude(PythonThread waiter) {
    if (waiter.frames().isEmpty()) {
      return false;
    }
    Frame innermost = waiter.frames().get(0);
    return switch (innermost.className()) {
      case "threading.Condition" -> !innermost.method().startsWith("wait");
      case "threading.Thread" -> false;
      default -> true;
    };
  }

  private List<Owner> leftLocked(PythonLock lock, PythonThread waiter) {
    if (line.isEmpty() || process.kernel().tasks().size() != 1) {
      return List.of();
    }
    PythonProcess original = line.get(0);
    if (!original.memory().has(lock)) {
      return List.of();
    }
    ThreadRef twin = holder(original, lock, waiter);
    ThreadRef ghost =
        twin == null
            ? new ThreadRef(process.kernel().identity(), "another thread", 0, 0)
            : ghostOf(twin);
    return List.of(
        new Owner(ghost, Liveness.GHOST, Owner.Record.LOCKED_AT_FORK, Certainty.INFERRED));
  }

  /**
   * The thread of the original that may hold the lock: the only thread that was not forked, or the
   * only one whose frames refer to the lock.
   */
  private static @Nullable ThreadRef holder(
      PythonProcess original, PythonLock lock, PythonThread waiter) {
    List<ThreadRef> others = new ArrayList<>();
    List<ThreadRef> users = new ArrayList<>();
    for (PythonThread thread : original.threads()) {
      Task task = original.task(thread);
      if (task == null || thread.ident() == waiter.ident()) {
        continue;
      }
      others.add(original.ref(task, thread));
      if (original.memory().uses(thread, lock)) {
        users.add(original.ref(task, thread));
      }
    }
    if (users.size() == 1) {
      return users.get(0);
    }
    return others.size() == 1 ? others.get(0) : null;
  }
}
