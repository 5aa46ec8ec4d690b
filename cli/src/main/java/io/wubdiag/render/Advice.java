package io.wubdiag.render;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a finding: what helps now first, then the cure. Each piece is a sentence or two.
 */
final class Advice {
  private final ProcessTreeSnapshot snapshot;

  Advice(ProcessTreeSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  /**
   * @param pids the hung processes; more than the finding's own one if others hang in the same way
   */
  List<String> of(Finding finding, List<Long> pids) {
    List<String> advice = new ArrayList<>();
    if (finding instanceof Finding.ForkInherited inherited) {
      ofForkInherited(advice, inherited, pids);
    } else if (finding instanceof Finding.Deadlock deadlock) {
      ofDeadlock(advice, deadlock, pids);
    } else if (finding instanceof Finding.OrphanedLock orphaned) {
      advice.add(restart(pids));
      if (orphaned.owner().record().ofPython()) {
        advice.add(PythonAdvice.RELEASE);
        return advice;
      }
      advice.add(
          "Release the lock whatever happens: lock.lock(); try { … } finally { lock.unlock(); }"
              + (orphaned.idle() == null
                  ? " and see why its owner ended: an uncaught exception should be in the log."
                  : " in one and the same task. What a submitted task throws is kept in its Future:"
                      + " look there for what cut it short."));
    } else if (finding.resource() instanceof Resource.QueuedTask task && task.isContinuation()) {
      advice.add(restart(pids) + " More carriers would only put it off.");
      advice.add(
          "Let no virtual thread wait where it is pinned: in a class' static initialiser, or below a"
              + " native method (before JDK 24 also within synchronized).");
    } else if (finding instanceof Finding.StarvedPool) {
      advice.add(restart(pids) + " More threads would only put it off.");
      advice.add(
          "Let no task wait for another one of its own pool: give the inner tasks a pool of their"
              + " own, or go on by CompletableFuture.thenCompose() instead of waiting.");
    } else if (finding instanceof Finding.Stranded stranded) {
      if (stranded.resource() instanceof Resource.SharedSemaphore semaphore) {
        PythonAdvice.ofSemaphore(advice, restart(semaphore.processes()));
        return advice;
      }
      advice.add(restart(pids));
      advice.add(ofStranded(stranded));
    } else if (finding instanceof Finding.Stopped stopped) {
      if (stopped.straggler() == null) {
        ofStopped(advice, stopped.process());
      } else {
        ofStraggler(advice, stopped);
      }
    } else if (finding instanceof Finding.Spinning spinning) {
      advice.add(restart(pids));
      advice.add(
          spinning.circle() == null
              ? "Hold no lock while spinning for what another thread does under that lock: release"
                  + " it first, or wait by Condition.await() or Object.wait(), which does."
              : "Let no two threads change this map at once: make it a ConcurrentHashMap or a"
                  + " ConcurrentSkipListMap, or guard each use of it, reads too, by one lock.");
    } else if (finding instanceof Finding.BlockedSink sink) {
      long reader = sink.owner().thread().pid();
      advice.add(
          "see what process "
              + reader
              + " waits for, and why it does not read; if it ends, the write ends, too, with an"
              + " error: kill "
              + reader
              + ".");
      advice.add(
          "Let whoever has the reading end of a pipe read it to its end, on a thread of its own, or"
              + " give the writer a file; and hold no lock during a write that can wait.");
    } else if (finding instanceof Finding.BlockedPeer peer) {
      PeerText.advise(advice, peer);
    } else if (finding instanceof Finding.LockOrderInversion) {
      ofInversion(advice);
    } else {
      ofContended(advice, (Finding.Contended) finding);
    }
    return advice;
  }

  private void ofForkInherited(
      List<String> advice, Finding.ForkInherited finding, List<Long> pids) {
    if (finding.owner().record().ofPython()) {
      KernelFacts process = kernelFacts(finding.owner().thread().process());
      boolean jvm = process != null && process.libjvm() != null;
      String restart =
          jvm
              ? restartForked(finding.owner().thread().process().host(), pids)
              : restart(pids) + PythonAdvice.UNLESS_CAUGHT;
      PythonAdvice.ofForkInherited(advice, finding, restart);
      return;
    }
    advice.add(restartForked(finding.owner().thread().process().host(), pids));
    advice.add(startAfresh(kernelFacts(finding.owner().thread().process())));
    if (isLogging(finding)) {
      advice.add(
          "Until then, let nothing log in a forked child through a handler that it inherited: put"
              + " new handlers there first, without flushing or closing the old ones, or send the"
              + " records to the parent.");
    } else if (finding.resource() instanceof Resource.Monitor
        || finding.resource() instanceof Resource.OwnableSynchronizer) {
      advice.add(
          "Until then, fork only while no other thread holds this lock: take it before the fork and"
              + " release it after, in the parent and in the child.");
    } else if (finding.resource() instanceof Resource.NativeMutex mutex && mutex.name() == null) {
      advice.add(
          "Until then, fork only while no other thread is in the library that this mutex belongs"
              + " to, or give the library handlers for that: pthread_atfork(3).");
    }
  }

  /** The cure, in the words of what embeds the JVM. */
  private static String startAfresh(@Nullable KernelFacts process) {
    String executable = process == null || process.executable() == null ? "" : process.executable();
    String name = executable.substring(executable.lastIndexOf('/') + 1);
    String how = "with ProcessBuilder, posix_spawn, or exec right after the fork";
    if (name.startsWith("python")) {
      how = "with multiprocessing.set_start_method(\"spawn\")";
    } else if (name.equals("R") || name.equals("Rscript")) {
      how = "with parallel::makePSOCKcluster() instead of mclapply()";
    }
    return "Start workers as new processes, "
        + how
        + ". A forked JVM hangs sooner or later, at its next garbage collection at the latest: the"
        + " threads that do the JVM's own work stay behind.";
  }

  private static void ofDeadlock(List<String> advice, Finding.Deadlock finding, List<Long> pids) {
    boolean python = finding.cycle().get(0).owner().record().ofPython();
    advice.add(
        restart(pids)
            + (python
                ? PythonAdvice.UNLESS_CAUGHT
                : " If it stays, its shutdown hooks need the same locks: kill -9."));
    if (finding.cycle().size() == 1) {
      WaitEdge edge = finding.cycle().get(0);
      advice.add(
          edge.owner().record() == Owner.Record.READ_HOLD
              ? "A read lock can't be upgraded: release it before asking for the write lock, then"
                  + " check again what was read; or use StampedLock.tryConvertToWriteLock()."
              : "This lock is not reentrant: hand the fact that it is held down to "
                  + where(edge.waiter().culprit())
                  + ", or release it first.");
      return;
    }
    for (WaitEdge edge : finding.cycle()) {
      if (edge.owner().record().ofPython()) {
        advice.add(PythonAdvice.IN_ONE_ORDER);
        return;
      }
      if (edge.resource() instanceof Resource.Pipe pipe) {
        advice.add(
            pipe.full()
                ? "Read a child's output and its errors to their ends before waiting for it, each on"
                    + " a thread of its own, or send them to a file:"
                    + " ProcessBuilder.redirectErrorStream(true), redirectOutput(FILE)."
                : "Close the writing end of a pipe as soon as there is no more to write, in every"
                    + " process that has it: readers wait for the last one to be closed.");
        return;
      }
      if (edge.resource() instanceof Resource.ClassInitialisation) {
        advice.add(
            "Let no static initialiser use a class whose own initialiser leads back to it, or"
                + " initialise both from one thread before the others start.");
        return;
      }
    }
    advice.add(
        "Take these locks in one order everywhere; or ask with tryLock() and a timeout, and let go"
            + " of what is held when it fails.");
  }

  private static String ofStranded(Finding.Stranded finding) {
    return switch (finding.awaited()) {
      case UNLOCK_STAMP ->
          "A StampedLock is not reentrant, and a read stamp does not become a write lock by itself:"
              + " use tryConvertToWriteLock(), or unlock first; always unlock in a finally block.";
      case NOTIFY ->
          "Wait at a condition with no lock held but its own: release the outer lock first, or use"
              + " one lock for both.";
      case RELEASE_PERMIT ->
          "Acquire all permits that a task needs by one acquire(n), or none while it holds one; and"
              + " release them in a finally block.";
      case TAKE ->
          "Let no exception end a consumer: catch it around each element; or have producers give up"
              + " by offer() with a timeout, and see what ended the consumer.";
      default ->
          "Count down, arrive or complete in a finally block; complete futures exceptionally; and"
              + " await with a timeout.";
    };
  }

  private static void ofStopped(List<String> advice, KernelFacts process) {
    String pid = Long.toString(process.pid());
    if (process.frozen()) {
      advice.add(
          "thaw its control group (docker unpause, or write 0 to cgroup.freeze in the directory under /sys/fs/cgroup that /proc/"
              + pid
              + "/cgroup names), or ask who froze it.");
      return;
    }
    switch (process.state()) {
      case STOPPED ->
          advice.add(
              "let it go on: kill -CONT "
                  + pid
                  + ". It was stopped by SIGSTOP, Ctrl-Z, or by reading a terminal in the background.");
      case TRACED ->
          advice.add(
              "a debugger holds it: grep TracerPid /proc/"
                  + pid
                  + "/status names its pid. Detach it.");
      case DISK_SLEEP ->
          advice.add(
              "it waits in the kernel, mostly for a disk or a network file system, and no signal reaches it:"
                  + " see /proc/"
                  + pid
                  + "/stack as root, and the kernel's log.");
      default -> advice.add("see /proc/" + pid + "/status.");
    }
  }

  private static void ofStraggler(List<String> advice, Finding.Stopped finding) {
    Frame runs = finding.straggler() == null ? null : finding.straggler().culprit();
    advice.add(
        "look at the loop"
            + (runs == null ? "" : " in " + Wording.frame(runs))
            + ": compiled code of a counted loop may not ask whether the JVM wants it to stop. The JVM goes on"
            + " when the loop ends.");
    advice.add(
        "Start it with -XX:+UseCountedLoopSafepoints (which ParallelGC and SerialGC don't set by themselves),"
            + " or count the loop by a long.");
  }

  private static void ofInversion(List<String> advice) {
    advice.add("nothing hangs, so nothing needs a restart; mend it before it does.");
    advice.add(
        "Take these locks in one order everywhere; or ask for the second one with tryLock() and a"
            + " timeout, and let go of the first when it fails; or do what needs the second one"
            + " after the first is released.");
    advice.add(
        "If these threads can never meet, for a reason that no lock shows, put it on record:"
            + " wubdiag dump --write-baseline FILE, and from then on --baseline FILE.");
  }

  private static void ofContended(List<String> advice, Finding.Contended finding) {
    String owner = Wording.thread(finding.owner().thread());
    advice.add("run this again in a while: if " + owner + " has not moved, see what it waits for.");
    advice.add(
        "If it happens often, do less under the lock that is taken in "
            + where(finding.acquiredIn())
            + ".");
  }

  private static String restart(List<Long> pids) {
    String processes = pids.size() == 1 ? "process" : "processes";
    return "restart the " + processes + ": kill " + String.join(" ", Wording.numbers(pids)) + ".";
  }

  /**
   * HotSpot's handler of SIGTERM only wakes the thread {@code Signal Dispatcher}, and that one is
   * not forked. Tried on JDK 17 and 25.
   */
  private String restartForked(Host host, List<Long> pids) {
    for (ProcessCapture process : snapshot.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel != null
          && pids.contains(kernel.pid())
          && kernel.identity().host().equals(host)
          && !kernel.hasTaskNamed("Signal Dispatcher")) {
        return "restart the "
            + (pids.size() == 1 ? "process" : "processes")
            + ": kill -9 "
            + String.join(" ", Wording.numbers(pids))
            + " (a plain kill does nothing: the thread that handles signals was not forked).";
      }
    }
    return restart(pids);
  }

  private @Nullable KernelFacts kernelFacts(ProcessIdentity id) {
    for (ProcessCapture process : snapshot.processes()) {
      KernelFacts kernel = process.kernelFacts();
      if (kernel != null && kernel.identity().equals(id)) {
        return kernel;
      }
    }
    return null;
  }

  private static String where(@Nullable Frame frame) {
    return frame == null ? "the frames above" : Wording.frame(frame);
  }

  private static boolean isLogging(Finding.ForkInherited finding) {
    if (finding.resource() instanceof Resource.Monitor monitor
        && Classes.isLogging(monitor.className())) {
      return true;
    }
    if (finding.acquiredIn() != null && Classes.isLogging(finding.acquiredIn().className())) {
      return true;
    }
    for (Waiter waiter : finding.waiters()) {
      if (waiter.culprit() != null && Classes.isLogging(waiter.culprit().className())) {
        return true;
      }
    }
    return false;
  }
}
