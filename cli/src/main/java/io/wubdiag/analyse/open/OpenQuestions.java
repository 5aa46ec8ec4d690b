package io.wubdiag.analyse.open;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.Stopped;
import io.wubdiag.model.Finding.Verdict;
import io.wubdiag.model.NotEvaluated;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.VanishedProcess;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a snapshot can't answer, so that finding nothing is not taken for there being nothing.
 */
public final class OpenQuestions {
  private final ProcessTreeSnapshot snapshot;
  private final Map<ProcessIdentity, String> stopped = new HashMap<>();
  private final Set<ProcessIdentity> inherited = new HashSet<>();
  private final Set<ProcessIdentity> hung = new HashSet<>();
  private final List<NotEvaluated> questions = new ArrayList<>();

  private OpenQuestions(ProcessTreeSnapshot snapshot, List<Finding> findings) {
    this.snapshot = snapshot;
    for (Finding finding : findings) {
      if (finding instanceof Stopped stop) {
        stopped.put(stop.process().identity(), why(stop));
      } else if (finding instanceof ForkInherited fork) {
        inherited.add(fork.owner().thread().process());
      }
      if (finding.level() == Finding.Level.HANG) {
        finding.waiters().forEach(waiter -> hung.add(waiter.thread().ref().process()));
      }
    }
  }

  private static String why(Stopped stop) {
    String frozen = stop.process().frozen() ? ", and its control group is frozen" : "";
    Stopped.Straggler straggler = stop.straggler();
    return switch (stop.why()) {
      case SIGNAL -> "stopped by a signal" + frozen;
      case DEBUGGER -> "stopped by a debugger" + frozen;
      case FROZEN -> "control group frozen";
      case DEEP_SLEEP -> "in uninterruptible sleep";
      case NO_SAFEPOINT ->
          "all its Java threads wait for "
              + (straggler == null ? "one" : "task " + straggler.blocker().tid())
              + ", which does not reach a safepoint";
    };
  }

  /** The open questions of a snapshot with these findings. */
  public static List<NotEvaluated> of(ProcessTreeSnapshot snapshot, List<Finding> findings) {
    OpenQuestions open = new OpenQuestions(snapshot, findings);
    for (ProcessCapture process : snapshot.processes()) {
      open.add(process);
    }
    return open.questions;
  }

  /** Writes that wait for a reader that is not known. */
  private void addUnknownReaders(ProcessCapture process) {
    for (Resource resource : process.resourcesSeen()) {
      String unknown =
          resource instanceof Resource.Pipe pipe && pipe.full()
              ? pipe.unknown()
              : resource instanceof Resource.Socket socket && socket.full()
                  ? socket.unknown()
                  : null;
      if (unknown != null) {
        add(
            Verdict.BLOCKED_SINK,
            process.pid(),
            "a thread waits to write to the full "
                + (resource instanceof Resource.Pipe ? "pipe " : "connection ")
                + resource.name()
                + ": "
                + unknown);
      }
    }
  }

  /** Reads of a pipe that a program which has ended left open, somewhere. */
  private void addUnknownWriters(ProcessCapture process) {
    for (Resource resource : process.resourcesSeen()) {
      if (resource instanceof Resource.Pipe pipe && !pipe.full() && pipe.unknown() != null) {
        add(
            Verdict.BLOCKED_PEER,
            process.pid(),
            "a thread waits to read from " + pipe.name() + ": " + pipe.unknown());
      }
    }
  }

  /** Waits for a semaphore that a process may release whose memory could not be looked at. */
  private void addUnknownReleasers(ProcessCapture process) {
    for (Resource resource : process.resourcesSeen()) {
      if (resource instanceof Resource.SharedSemaphore semaphore && semaphore.unknown() != null) {
        add(
            Verdict.NOBODY_LEFT,
            process.pid(),
            "a thread waits for the semaphore " + semaphore.name() + ": " + semaphore.unknown());
      }
    }
  }

  /** Waits for a class that some thread initialises, where it could not be read which. */
  private void addUnknownInitialisers(ProcessCapture process) {
    for (Resource resource : process.resourcesSeen()) {
      if (resource instanceof Resource.ClassInitialisation initialisation
          && initialisation.unknown() != null
          && initialisation.owners().isEmpty()) {
        add(
            Verdict.DEADLOCK,
            process.pid(),
            "a thread waits for the initialisation of "
                + initialisation.className()
                + ": "
                + initialisation.unknown());
      }
    }
  }

  private void add(ProcessCapture process) {
    addUnknownReaders(process);
    addUnknownWriters(process);
    addUnknownReleasers(process);
    addUnknownInitialisers(process);
    if (process instanceof CapturedJvm jvm) {
      if (jvm.source() == Source.KERNEL) {
        addUnasked(jvm);
      } else {
        questions.addAll(UnjudgedThreads.of(jvm, hung.contains(jvm.kernel().identity())));
        addUnseenHolders(jvm);
        addUnlistedThreads(jvm);
      }
    } else if (process instanceof CapturedNative other) {
      addUnrecognised(other);
      addUnreadPython(other);
    } else if (process instanceof VanishedProcess && snapshot.roots().contains(process.pid())) {
      add(Verdict.DEADLOCK, process.pid(), "it ended before it could be inspected");
    }
  }

  private void add(Verdict analysis, long pid, String reason) {
    questions.add(new NotEvaluated(analysis, pid, reason));
  }

  /** A JVM whose threads could not be had. */
  private void addUnasked(CapturedJvm jvm) {
    String why = stopped.get(jvm.kernel().identity());
    String reason =
        why == null
            ? failures(jvm.attempts(), "its threads could not be read")
            : why + ", so its JVM can't answer; resume it and try again";
    add(Verdict.DEADLOCK, jvm.pid(), reason);
    if (mayBeForked(jvm) && !inherited.contains(jvm.kernel().identity())) {
      add(Verdict.FORK_INHERITED, jvm.pid(), reason);
    }
  }

  /** A forked JVM has no thread but the one that forked; any other one has its VM thread. */
  private static boolean mayBeForked(CapturedJvm jvm) {
    return jvm.jvm().fork() != null || !jvm.kernel().hasTaskNamed("VM Thread");
  }

  /** Threads that wait to enter monitors in a JVM whose stacks, which tell who did, are missing. */
  private void addUnseenHolders(CapturedJvm jvm) {
    if (jvm.source() != Source.MEMORY) {
      return;
    }
    int waiting = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      Wait wait = thread.waitsFor();
      if (wait != null && wait.kind() == Wait.Kind.ENTER_MONITOR && !thread.ghost()) {
        waiting++;
      }
    }
    if (waiting > 0) {
      String threads = waiting == 1 ? "1 thread waits" : waiting + " threads wait";
      String reason =
          threads
              + " for monitors, and the stacks that show the owners could not be read: "
              + failures(jvm.attempts(), "no source printed them");
      add(Verdict.DEADLOCK, jvm.pid(), reason);
      if (mayBeForked(jvm)) {
        add(Verdict.FORK_INHERITED, jvm.pid(), reason);
      }
    }
  }

  /** Virtual threads that the JVM was not asked for, as far as memory does not tell the same. */
  private void addUnlistedThreads(CapturedJvm jvm) {
    String why = unlisted(jvm.attempts());
    if (why == null) {
      return;
    }
    for (Attempt attempt : jvm.attempts()) {
      if (attempt.source() == Source.MEMORY && !attempt.answered()) {
        add(Verdict.DEADLOCK, jvm.pid(), why);
        return;
      }
    }
    Set<ResourceId> owned = new HashSet<>();
    for (Resource resource : jvm.resources()) {
      if (!resource.owners().isEmpty()) {
        owned.add(resource.id());
      }
    }
    int waiting = 0;
    for (ThreadSnapshot thread : jvm.threads()) {
      Wait wait = thread.waitsFor();
      boolean enters =
          wait == null
              ? thread.virtual() && thread.state() == Thread.State.BLOCKED
              : wait.kind() == Wait.Kind.ENTER_MONITOR && !owned.contains(wait.resource());
      waiting += enters ? 1 : 0;
    }
    if (waiting > 0) {
      String threads = waiting == 1 ? "1 thread waits" : waiting + " threads wait";
      add(
          Verdict.DEADLOCK,
          jvm.pid(),
          threads + " for monitors, and the owners are unknown: " + why);
    }
  }

  /** Why not all virtual threads were listed, null if they were. */
  private static @Nullable String unlisted(List<Attempt> attempts) {
    for (Attempt attempt : attempts) {
      if (attempt.source() == Source.ATTACH && attempt.answered() && !attempt.reason().isEmpty()) {
        return attempt.reason();
      }
    }
    return null;
  }

  /** A process that may be a JVM: it may not be looked into far enough to tell. */
  private void addUnrecognised(CapturedNative process) {
    for (Attempt attempt : process.attempts()) {
      if (attempt.outcome() == Attempt.Outcome.NOT_PERMITTED) {
        add(Verdict.DEADLOCK, process.pid(), attempt.reason());
        return;
      }
    }
  }

  /** A Python process with a thread that sleeps at a lock, which could not be read. */
  private void addUnreadPython(CapturedNative process) {
    for (Attempt attempt : process.attempts()) {
      boolean unread =
          attempt.source() == Source.MEMORY
              && process.source() == Source.KERNEL
              && !attempt.answered()
              && attempt.outcome() != Attempt.Outcome.NOT_PERMITTED
              && attempt.outcome() != Attempt.Outcome.VANISHED;
      if (unread) {
        add(
            Verdict.DEADLOCK,
            process.pid(),
            "a thread waits for a lock or to be woken up: " + attempt.reason());
        return;
      }
    }
  }

  private static String failures(List<Attempt> attempts, String otherwise) {
    StringBuilder reasons = new StringBuilder();
    for (Attempt attempt : attempts) {
      if (!attempt.answered() && attempt.source() != Source.KERNEL && !attempt.reason().isEmpty()) {
        reasons
            .append(reasons.isEmpty() ? "" : "; ")
            .append(attempt.source().name().toLowerCase(Locale.ROOT))
            .append(": ")
            .append(attempt.reason());
      }
    }
    return reasons.isEmpty() ? otherwise : reasons.toString();
  }
}
