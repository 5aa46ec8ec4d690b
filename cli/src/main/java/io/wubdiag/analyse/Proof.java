package io.wubdiag.analyse;

import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words evidence: each fact with where it was read, and a command that shows it to a reader who
 * does not trust us.
 */
final class Proof {
  /** Where {@code __owner} is in glibc's {@code pthread_mutex_t} (64-bit, glibc 2.36). */
  private static final int MUTEX_OWNER_OFFSET = 8;

  private final Tree tree;

  Proof(Tree tree) {
    this.tree = tree;
  }

  /** That a thread waits for a resource, that another owns it, and that the first did not run. */
  void addEdge(WaitEdge edge, List<Evidence> evidence) {
    ThreadSnapshot waiter = edge.waiter().thread();
    evidence.add(waits(waiter, edge.resource()));
    evidence.add(owns(edge.owner(), edge.resource()));
    addAcquisition(edge, evidence);
    addLogCall(waiter, evidence);
    addStill(waiter, evidence);
  }

  /** What the agent noted of a log call that the thread is in; nothing if it is in none. */
  static void addLogCall(ThreadSnapshot thread, List<Evidence> evidence) {
    LogCall call = thread.logCall();
    if (call != null) {
      evidence.add(new Evidence(LogWords.state(thread, call), Source.AGENT, null));
      if (call.lockedAt() != null) {
        evidence.add(new Evidence(LogWords.lock(thread, call.lockedAt()), Source.AGENT, null));
      }
    }
  }

  /** What the agent noted, if it is there. */
  private static void addAcquisition(WaitEdge edge, List<Evidence> evidence) {
    Acquisition acquired = edge.owner().acquired();
    if (acquired != null) {
      evidence.add(
          new Evidence(
              Words.name(edge.owner().thread())
                  + " took "
                  + Words.name(edge.resource())
                  + " at "
                  + acquired.site(),
              Source.AGENT,
              null));
    }
  }

  /** That a thread waits for a resource. */
  Evidence waits(ThreadSnapshot thread, Resource resource) {
    ThreadRef ref = thread.ref();
    Wait wait = thread.waitsFor();
    String statement = Words.name(ref) + " waits for " + Words.name(resource);
    if (wait != null
        && (wait.kind() == Wait.Kind.NATIVE_MUTEX || wait.kind() == Wait.Kind.VM_OPERATION)) {
      return new Evidence(statement, Source.KERNEL, taskFile(ref, "syscall"));
    }
    if (wait != null && isOfKernel(wait.kind())) {
      return new Evidence(statement, Source.KERNEL, taskFile(ref, "syscall"));
    }
    if (wait != null && wait.retried() != null) {
      statement +=
          " for a limited time, and then again: it ran, and "
              + wait.retried().looks()
              + " looks over "
              + wait.retried().span().toMillis()
              + " ms found the lock with the same owner";
    }
    if (wait != null && wait.kind() == Wait.Kind.ACQUIRE) {
      return new Evidence(statement, pythonSource(ref.process()), pythonStacks(ref.pid()));
    }
    boolean read = thread.virtual() && thread.frames().isEmpty();
    Source source = read ? Source.MEMORY : tree.threadSource(ref.process());
    return new Evidence(statement, source, read ? null : stacks(ref, false));
  }

  /** Memory, read by what debug symbols or we know of its layout. */
  private Source pythonSource(ProcessIdentity process) {
    return tree.answered(process, Source.GDB) ? Source.GDB : Source.MEMORY;
  }

  private static String pythonStacks(long pid) {
    return "gdb -p " + pid + " -batch -ex 'thread apply all py-bt'";
  }

  private static boolean isOfKernel(Wait.Kind kind) {
    return kind == Wait.Kind.WRITE
        || kind == Wait.Kind.READ
        || kind == Wait.Kind.OPEN
        || kind == Wait.Kind.SEMAPHORE
        || kind == Wait.Kind.FILE_LOCK;
  }

  /** That a process is the one to act, and which of its threads is taken for the one. */
  private static Evidence ofProcess(Owner owner, Resource resource) {
    ThreadRef ref = owner.thread();
    String process = "process " + ref.pid();
    String which =
        owner.certainty() == Certainty.PROVED
            ? ""
            : "; of its threads that are held up, " + Words.name(ref) + " has to go on first";
    if (owner.record() == Record.FILE_LOCK_LIST) {
      return new Evidence(
          process + " holds " + Words.name(resource) + which, Source.KERNEL, "cat /proc/locks");
    }
    if (owner.record().isLeftBehind()) {
      return new Evidence(
          process
              + " has the writing end of "
              + Words.name(resource)
              + " open, and was adopted when its parent ended",
          Source.KERNEL,
          "grep PPid /proc/" + ref.pid() + "/status; ls -l /proc/" + ref.pid() + "/fd");
    }
    if (owner.record() == Record.CHILD) {
      return new Evidence(
          process + " is the child" + which,
          Source.KERNEL,
          "grep PPid /proc/" + ref.pid() + "/status");
    }
    String name =
        resource instanceof Resource.Pipe pipe
            ? pipe.name()
            : resource instanceof Resource.Socket socket ? socket.name() : "it";
    return new Evidence(
        process + " alone has the other end of " + name + " open" + which,
        Source.KERNEL,
        "ls -l /proc/[0-9]*/fd 2>/dev/null | grep -F '" + name + "'");
  }

  private Evidence owns(Owner owner, Resource resource) {
    if (owner.record().ofProcess()) {
      return ofProcess(owner, resource);
    }
    ThreadRef ref = owner.thread();
    String name = Words.name(ref);
    String of = Words.name(resource);
    String statement =
        switch (owner.record()) {
          case LOCKED_FRAME -> "a frame of " + name + " has locked " + of;
          case OBJECT_MONITOR -> "the owner word of " + of + " names " + name;
          case EXCLUSIVE_OWNER_THREAD -> "exclusiveOwnerThread of " + of + " is " + name;
          case DEADLOCK_SEARCH ->
              "the JVM's own search for deadlocks names " + name + " as the owner of " + of;
          case READ_HOLD -> name + " has a read hold of " + of;
          case MUTEX_OWNER -> "the __owner word of " + of + " names " + name;
          case ONLY_SERVER -> "only " + name + " serves " + of;
          case INITIALISER -> name + " runs " + of;
          case OTHER_END, LEFT_BEHIND, LEFT_BEHIND_UNUSED, FILE_LOCK_LIST, CHILD ->
              name + " of process " + ref.pid();
          case OWNER_IDENT -> "the owner's ident in " + of + " is that of " + name;
          case LOCKED_AT_FORK ->
              of + " was locked when process " + ref.pid() + " was forked, and it has one thread";
          case NEXT_IN_QUEUE -> name + " is the next one in the queue of " + of + ", which is free";
          case NOTED, NOTED_PERMIT -> name + " acquired " + of + " and has not given it back";
        };
    String check =
        switch (owner.record()) {
          case MUTEX_OWNER -> mutexOwner(ref.pid(), resource);
          case ONLY_SERVER -> taskNames(ref.pid());
          case EXCLUSIVE_OWNER_THREAD, READ_HOLD -> stacks(ref, true);
          case OWNER_IDENT, LOCKED_AT_FORK -> pythonStacks(ref.pid());
          case LOCKED_FRAME, OBJECT_MONITOR, INITIALISER, DEADLOCK_SEARCH -> stacks(ref, false);
          case NOTED,
              NOTED_PERMIT,
              NEXT_IN_QUEUE,
              OTHER_END,
              LEFT_BEHIND,
              LEFT_BEHIND_UNUSED,
              FILE_LOCK_LIST,
              CHILD ->
              null;
        };
    return new Evidence(statement, ownerSource(owner.record(), ref.process()), check);
  }

  /**
   * Where a record of that kind was read: a thread dump has frames only, the rest is from memory.
   */
  private Source ownerSource(Record record, ProcessIdentity process) {
    Source threads = tree.threadSource(process);
    boolean besideTheDump =
        record != Record.LOCKED_FRAME
            && threads != Source.AGENT
            && threads != Source.SERVICEABILITY
            && tree.answered(process, Source.MEMORY);
    return switch (record) {
      case OWNER_IDENT, LOCKED_AT_FORK -> pythonSource(process);
      case MUTEX_OWNER, NEXT_IN_QUEUE -> Source.MEMORY;
      case ONLY_SERVER, OTHER_END, LEFT_BEHIND, LEFT_BEHIND_UNUSED, FILE_LOCK_LIST, CHILD ->
          Source.KERNEL;
      case NOTED, NOTED_PERMIT -> Source.AGENT;
      case DEADLOCK_SEARCH -> threads;
      default -> besideTheDump ? Source.MEMORY : threads;
    };
  }

  /** That a thread did not run between two samples; nothing if that is not known. */
  void addStill(ThreadSnapshot thread, List<Evidence> evidence) {
    long millis = thread.still().toMillis();
    if (millis > 0) {
      String check = taskFile(thread.ref(), "schedstat");
      String carriers = thread.virtual() ? ": no thread that could have carried it did" : "";
      evidence.add(
          new Evidence(
              Words.name(thread.ref()) + " did not run at all in " + millis + " ms" + carriers,
              Source.KERNEL,
              check == null ? null : check + "; sleep 1; " + check));
    }
  }

  /** That a thread's id is no task of its process. */
  static Evidence noTask(ThreadRef thread) {
    String statement = Words.name(thread) + " is no task of process " + thread.pid();
    return thread.tid() == 0
        ? new Evidence(statement, Source.KERNEL, taskNames(thread.pid()))
        : new Evidence(statement, Source.KERNEL, "ls /proc/" + thread.pid() + "/task");
  }

  /** That a thread has ended. */
  Evidence terminated(ThreadRef thread) {
    return new Evidence(
        "\"" + thread.name() + "\" has ended",
        tree.threadSource(thread.process()),
        stacks(thread, false));
  }

  /** That a thread of a pool waits for its next task. */
  Evidence idle(ThreadSnapshot thread) {
    return new Evidence(
        Words.name(thread.ref())
            + " waits for its pool's next task: there is no frame of a task on its stack",
        tree.threadSource(thread.ref().process()),
        stacks(thread.ref(), false));
  }

  /** That a process runs the program of the one that forked it. */
  static Evidence forked(long pid) {
    return new Evidence(
        "process " + pid + " was forked and has executed no program since (PF_FORKNOEXEC)",
        Source.KERNEL,
        "echo $(($(sed 's/.*) //' /proc/" + pid + "/stat | cut -d' ' -f7) & 0x40))");
  }

  /** That the thread which a ghost is a copy of lives in another process. */
  static Evidence twin(ThreadRef twin) {
    return new Evidence(
        "task " + twin.tid() + " lives in process " + twin.pid() + ", which was forked",
        Source.KERNEL,
        "grep Tgid /proc/" + twin.tid() + "/status");
  }

  private static String taskNames(long pid) {
    return "cat /proc/" + pid + "/task/*/comm";
  }

  private static @Nullable String taskFile(ThreadRef thread, String file) {
    return thread.tid() == 0
        ? null
        : "cat /proc/" + thread.pid() + "/task/" + thread.tid() + "/" + file;
  }

  /**
   * A command that prints the thread's stack; null for a process that is neither JVM nor Python.
   */
  private @Nullable String stacks(ThreadRef thread, boolean withLocks) {
    ProcessIdentity process = thread.process();
    long pid = process.pid();
    if (tree.isPython(process)) {
      return pythonStacks(pid);
    }
    if (!tree.isJvm(process)) {
      return null;
    }
    if (!tree.answered(process, Source.ATTACH) && !tree.answered(process, Source.AGENT)) {
      return "jhsdb jstack " + (withLocks ? "--locks --pid " : "--pid ") + pid;
    }
    if (thread.tid() == 0) {
      return "jcmd " + pid + " Thread.dump_to_file -format=json threads.json";
    }
    return (withLocks ? "jstack -l " : "jstack ") + pid;
  }

  private static @Nullable String mutexOwner(long pid, Resource resource) {
    String address = resource.id().identity();
    if (!address.startsWith("0x")) {
      return null;
    }
    try {
      long word = (Long.parseLong(address, 2, address.length(), 16) + MUTEX_OWNER_OFFSET) / 4;
      return "dd if=/proc/" + pid + "/mem bs=4 skip=" + word + " count=1 2>/dev/null | od -An -td4";
    } catch (NumberFormatException notAnAddress) {
      return null;
    }
  }
}
