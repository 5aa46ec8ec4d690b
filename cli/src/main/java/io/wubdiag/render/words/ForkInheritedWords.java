package io.wubdiag.render.words;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.Waiter;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a forked process inherited from a thread that was left behind. */
final class ForkInheritedWords extends FindingWords<ForkInherited> {
  private final ThreadRef ghost;
  private final Resource resource;

  ForkInheritedWords(ForkInherited finding) {
    super(finding);
    this.ghost = finding.owner().thread();
    this.resource = finding.resource();
  }

  @Override
  public String title() {
    if (resource instanceof Resource.VmOperation) {
      return "fork left the JVM's own threads behind";
    }
    return resource instanceof Resource.ClassInitialisation
        ? "fork-inherited class initialisation"
        : "fork-inherited lock";
  }

  @Override
  public String summary() {
    String forked = ". The process was forked from " + Wording.original(finding.original());
    String what = Wording.resource(resource);
    String owner = Wording.thread(ghost);
    if (resource instanceof Resource.VmOperation) {
      return whoHangs()
          + ", waiting for "
          + what
          + forked
          + ", and a fork copies only the calling thread: "
          + owner
          + ", the only thread that does this work, exists only in the parent.";
    }
    if (resource instanceof Resource.ClassInitialisation) {
      return whoHangs()
          + forked
          + " while "
          + owner
          + " was running "
          + what
          + ": the child inherited the class half initialised, without the thread that"
          + " initialises it.";
    }
    return whoHangs()
        + forked
        + " while "
        + owner
        + " held "
        + what
        + ": the child inherited the lock in its locked state, without the thread that owns it.";
  }

  @Override
  public List<String> advice(HungProcesses hung) {
    KernelFacts process = hung.kernelFacts(ghost.process());
    List<String> advice = new ArrayList<>();
    if (finding.owner().record().ofPython()) {
      boolean jvm = process != null && process.libjvm() != null;
      advice.add(jvm ? hung.restartForked(ghost.process().host()) : hung.restartPython());
      advice.add(
          "Start workers as new processes: multiprocessing.set_start_method(\"spawn\"), or"
              + " \"forkserver\", which forks from a single-threaded process. Until then, fork"
              + " before the first thread starts.");
      advice.add(untilThenInPython());
      return advice;
    }
    advice.add(hung.restartForked(ghost.process().host()));
    advice.add(startAfresh(process));
    String untilThen = untilThen();
    if (untilThen != null) {
      advice.add(untilThen);
    }
    return advice;
  }

  private String untilThenInPython() {
    for (Waiter waiter : finding.waiters()) {
      Frame culprit = waiter.culprit();
      if (culprit != null && culprit.className().startsWith("logging.")) {
        return "Until then, do not log in a forked child through an inherited handler: give the"
            + " child new handlers first, or send the records to the parent through a"
            + " QueueHandler. Since Python 3.9, the logging module renews its own handlers'"
            + " locks in a child. It does not renew a lock that a handler created itself.";
      }
    }
    return "Until then, recreate this lock in each child: os.register_at_fork(after_in_child=…)."
        + " Or hold it during the fork: before=lock.acquire, and lock.release after the fork in"
        + " the parent and in the child.";
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
        + ". A forked JVM hangs sooner or later, at the latest at its next garbage collection:"
        + " it lacks the JVM's own threads.";
  }

  private @Nullable String untilThen() {
    if (isLogging()) {
      return "Until then, do not log in a forked child through an inherited handler: install new"
          + " handlers first, without flushing or closing the old ones, or send the records to"
          + " the parent.";
    }
    if (resource instanceof Resource.Monitor || resource instanceof Resource.OwnableSynchronizer) {
      return "Until then, fork only while no other thread holds this lock: take it before the"
          + " fork and release it after the fork, in the parent and in the child.";
    }
    return resource instanceof Resource.NativeMutex mutex && mutex.name() == null
        ? "Until then, fork only while no other thread runs code of the library that owns this"
            + " mutex, or give the library fork handlers: pthread_atfork(3)."
        : null;
  }

  private boolean isLogging() {
    if (resource instanceof Resource.Monitor monitor && Classes.isLogging(monitor.className())) {
      return true;
    }
    Frame acquiredIn = finding.acquiredIn();
    if (acquiredIn != null && Classes.isLogging(acquiredIn.className())) {
      return true;
    }
    for (Waiter waiter : finding.waiters()) {
      if (waiter.culprit() != null && Classes.isLogging(waiter.culprit().className())) {
        return true;
      }
    }
    return false;
  }

  @Override
  String ghostOf() {
    return finding.original() == 0
        ? ": it existed only in the parent, which has ended"
        : ": it exists only in parent " + finding.original();
  }

  /** Also the ghost's, and that of its twin as it is now. */
  @Override
  public List<Stack> stacks() {
    List<Stack> stacks = super.stacks();
    String name = Wording.thread(ghost);
    ThreadSnapshot frozen = finding.ghost();
    if (frozen != null && !frozen.frames().isEmpty()) {
      String heading =
          name + " in process " + ghost.pid() + ": the ghost's stack, frozen at the fork";
      stacks.add(Stack.of(heading, frozen, finding.acquiredIn(), awaited()));
    }
    ThreadSnapshot twin = finding.twin();
    if (twin != null && !twin.frames().isEmpty()) {
      String now = twin.state() == null ? "" : ", " + twin.state();
      String heading =
          name + " in process " + twin.ref().pid() + ": its live twin" + now + ", current stack";
      stacks.add(Stack.of(heading, twin, null, List.of()));
    }
    return stacks;
  }

  /** Of a twin without a stack. */
  @Override
  public String remark() {
    String name = Wording.thread(ghost);
    ThreadSnapshot twin = finding.twin();
    if (twin == null) {
      return "The current state of "
          + name
          + " in "
          + Wording.original(finding.original())
          + " is unknown: the thread has ended, or it could not be inspected.";
    }
    return twin.frames().isEmpty()
        ? "The twin of " + name + " is alive in process " + twin.ref().pid() + "."
        : "";
  }

  @Override
  public List<Long> pids() {
    List<Long> pids = super.pids();
    pids.add(finding.original());
    return pids;
  }

  /**
   * Whether two children of one process hang in the same way: the same thread was left behind with
   * the same lock, and the same place needs it.
   */
  @Override
  public boolean isLike(Finding other) {
    if (!(other instanceof ForkInherited child)) {
      return false;
    }
    ThreadRef theirs = child.owner().thread();
    return finding.original() == child.original()
        && finding.certainty() == child.certainty()
        && ghost.tid() == theirs.tid()
        && ghost.name().equals(theirs.name())
        && !ghost.process().equals(theirs.process())
        && Wording.resource(resource).equals(Wording.resource(child.resource()))
        && place(finding).equals(place(child));
  }

  private static String place(Finding finding) {
    Frame culprit = finding.culprit();
    return culprit == null ? "" : Wording.frame(culprit);
  }
}
