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
 * Tells whether a JVM stands still: whether each of its threads waits for another one of them.
 *
 * <p>A thread counts as one that could go on by itself if it runs or is in native code, as readers
 * of files and sockets, selectors and those who wait for a child process are; if it sleeps or waits
 * with a time limit, as timers and schedulers do as long as they have something to do; if it is a
 * native one that the JVM does not know, which could call in. A pool's idle thread that only waits
 * with a limit to end does not count, nor do those of the JVM and its libraries that run no code of
 * an application's unless another thread gives them some.
 */
public final class QuiescenceCheck {
  /** In less than a second: it waits 1 ms, then eight times as long, to one second at the most. */
  private static final int MOST_VAIN_WAKINGS = 5;

  private final ThreadDump dump;
  private final KernelFacts kernel;
  private final Map<ResourceId, Resource> resources;

  public QuiescenceCheck(ThreadDump dump, KernelFacts kernel) {
    this.dump = dump;
    this.kernel = kernel;
    resources = dump.resourcesById();
  }

  /** Whether all of its threads wait, and one of them so that it is worth to look longer. */
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
   * That it stands still, null if it does not, or nobody can tell.
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

  /** The threads that run and could run the application's code. */
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

  /** Whether a thread waits without a limit for what one of these owns. */
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

  /** Whether all that do not run wait, and no native thread is there that could call in. */
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

  /** Whether none of those has run between these two readings, but to wait on. */
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
   * Whether it waits to enter a monitor that has an owner. Up to JDK 23 one of those who do wakes
   * up from time to time to see whether it is free ({@code ObjectMonitor::_Responsible}, {@code
   * runtime/objectMonitor.cpp}). It is not, since its owner is one of those that have not run.
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

  /** Whether there is a native thread that the JVM has not listed, beside the launcher's own. */
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
