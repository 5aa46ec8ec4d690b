package io.wubdiag.collect.hotspot.sampling;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.SignalHandlers;
import io.wubdiag.model.Finding.Contended;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Quiescence;
import io.wubdiag.model.Quiescence.Act;
import io.wubdiag.model.Quiescence.Waiting;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.model.threads.IdleThreads;
import io.wubdiag.model.threads.JvmThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a JVM is quiescent: each of its threads waits for another of its threads.
 *
 * <p>Some threads could go on by themselves. A thread counts as one if it runs or is in native
 * code, such as a reader of files or sockets, a selector, or a thread that waits for a child
 * process. A thread also counts if it sleeps or waits with a time limit, such as a timer or a
 * scheduler with work to do. So does a native thread that the JVM does not know, since it could
 * call in. Two kinds do not count: a pool's idle thread whose time limit only ends it, and a thread
 * of the JVM or its libraries that runs application code only if another thread gives it some.
 */
public final class QuiescenceCheck {
  /**
   * The most vain wake-ups in less than a second: the thread waits 1 ms, then eight times as long,
   * up to one second.
   */
  private static final int MOST_VAIN_WAKINGS = 5;

  private final ThreadDump dump;
  private final KernelFacts kernel;
  private final Map<ResourceId, Resource> resources;

  public QuiescenceCheck(ThreadDump dump, KernelFacts kernel) {
    this.dump = dump;
    this.kernel = kernel;
    resources = dump.resourcesById();
  }

  /** Whether all its threads wait, and one of the waits makes a longer look worthwhile. */
  public boolean possible() {
    boolean telling = false;
    boolean locked = false;
    boolean notified = false;
    for (ThreadSnapshot thread : dump.threads()) {
      if (!JvmThreads.isCertain(thread)) {
        if (!waits(thread)) {
          return false;
        }
        Act act = act(thread);
        telling |= isTelling(act);
        locked |= act == Act.UNLOCK;
        notified |= act == Act.NOTIFY;
      }
    }
    return (telling || locked && notified) && !anyForeignTask();
  }

  /**
   * The quiescence of the JVM, null if it is not quiescent or that is unknown.
   *
   * @param marked its threads, each with the span over which it did not run
   */
  public @Nullable Quiescence confirm(List<ThreadSnapshot> marked, HotSpotMemory memory) {
    List<Waiting> waits = new ArrayList<>();
    Duration span = null;
    for (ThreadSnapshot thread : marked) {
      if (JvmThreads.isCertain(thread)) {
        continue;
      }
      if (!thread.virtual() && !wakesInVain(thread)) {
        if (thread.still().compareTo(Contended.LONG_HELD) < 0) {
          return null;
        }
        span = thread.still();
      }
      waits.add(new Waiting(thread.ref(), act(thread)));
    }
    SignalHandlers handlers = memory.signalHandlers().orElse(null);
    return span == null || handlers == null || handlers.handler()
        ? null
        : new Quiescence(span, waits, handlers.shutdownHook());
  }

  /** The running threads that could run application code. */
  List<ThreadSnapshot> running() {
    List<ThreadSnapshot> running = new ArrayList<>();
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.state() == Thread.State.RUNNABLE
          && !JvmThreads.isCertain(thread)
          && !thread.ghost()) {
        running.add(thread);
      }
    }
    return running;
  }

  /** Whether a thread waits without a time limit for a lock that one of these threads owns. */
  boolean anyWaitsFor(List<ThreadSnapshot> owners) {
    Set<Long> owning = new HashSet<>();
    for (ThreadSnapshot owner : owners) {
      owning.add(owner.ref().javaId());
    }
    for (ThreadSnapshot thread : dump.threads()) {
      Wait wait = thread.waitsFor();
      Resource resource =
          wait == null || wait.timed() || wait.kind() == Wait.Kind.OBJECT_WAIT || thread.ghost()
              ? null
              : resources.get(wait.resource());
      if (resource != null
          && resource.owners().stream().anyMatch(o -> owning.contains(o.thread().javaId()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether all threads that do not run wait, and no native thread could call in. */
  boolean othersWait() {
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.state() != Thread.State.RUNNABLE
          && !JvmThreads.isCertain(thread)
          && !waits(thread)) {
        return false;
      }
    }
    return !anyForeignTask();
  }

  /**
   * Whether none of the waiting threads has run between these two readings, except to continue its
   * wait.
   */
  boolean othersStayed(Map<Long, Task.Counters> before, Map<Long, Task.Counters> after) {
    for (ThreadSnapshot thread : dump.threads()) {
      if (thread.state() == Thread.State.RUNNABLE
          || JvmThreads.isCertain(thread)
          || thread.virtual()) {
        continue;
      }
      Task.Counters first = before.get(thread.ref().tid());
      Task.Counters last = after.get(thread.ref().tid());
      if (first == null || last == null) {
        return false;
      }
      long most = wakesInVain(thread) ? MOST_VAIN_WAKINGS : 0;
      if (last.timeslices() - first.timeslices() > most) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the thread waits to enter a monitor that has an owner. Up to JDK 23 one such waiter
   * wakes up from time to time to check whether the monitor is free ({@code
   * ObjectMonitor::_Responsible}, {@code runtime/objectMonitor.cpp}). It is not free, since its
   * owner has not run either.
   */
  private boolean wakesInVain(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    Resource resource = wait == null ? null : resources.get(wait.resource());
    return wait != null
        && wait.kind() == Wait.Kind.ENTER_MONITOR
        && resource != null
        && !resource.owners().isEmpty();
  }

  private Act act(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    if (wait == null || wait.kind() == Wait.Kind.OBJECT_WAIT) {
      return WaitPurpose.of(thread, false);
    }
    Resource resource = resources.get(wait.resource());
    boolean owned = resource != null && !resource.owners().isEmpty();
    return WaitPurpose.of(thread, owned);
  }

  private static boolean isTelling(Act act) {
    return switch (act) {
      case UNLOCK_STAMP, RELEASE_PERMIT, TAKE, COMPLETE -> true;
      case UNLOCK, NOTIFY, SUBMIT, END, UNKNOWN -> false;
    };
  }

  private static boolean waits(ThreadSnapshot thread) {
    if (thread.ghost() || thread.state() == null) {
      return false;
    }
    return switch (thread.state()) {
      case WAITING, BLOCKED -> true;
      case TIMED_WAITING -> IdleThreads.waitsToEnd(thread);
      default -> false;
    };
  }

  /** Whether a native thread exists that the JVM has not listed, beside the launcher's own. */
  private boolean anyForeignTask() {
    Set<Long> listed = new HashSet<>();
    for (ThreadSnapshot thread : dump.threads()) {
      listed.add(thread.ref().tid());
    }
    String executable = kernel.executable();
    boolean launched = executable != null && executable.endsWith("/java");
    for (Task task : kernel.tasks()) {
      boolean launcher = launched && task.tid() == kernel.pid();
      if (!launcher && !listed.contains(task.tid())) {
        return true;
      }
    }
    return false;
  }
}
