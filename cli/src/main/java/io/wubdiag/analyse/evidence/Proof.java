package io.wubdiag.analyse.evidence;

import io.wubdiag.analyse.graph.EnablingNode;
import io.wubdiag.analyse.graph.ResourceNode;
import io.wubdiag.analyse.graph.ThreadNode;
import io.wubdiag.analyse.graph.Tree;
import io.wubdiag.model.Acquisition;
import io.wubdiag.model.Check;
import io.wubdiag.model.Evidence;
import io.wubdiag.model.Fact;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects evidence: each fact with where it was read, and how a reader who does not trust us can
 * check it.
 */
public final class Proof {
  /** Where {@code __owner} is in glibc's {@code pthread_mutex_t} (64-bit, glibc 2.36). */
  private static final int MUTEX_OWNER_OFFSET = 8;

  private final Tree tree;

  public Proof(Tree tree) {
    this.tree = tree;
  }

  /** Adds: a thread waits for a resource, another one owns it, and the first did not run. */
  public void addEdge(WaitEdge edge, List<Evidence> evidence) {
    ThreadSnapshot waiter = edge.waiter().thread();
    evidence.add(waits(waiter, edge.resource()));
    evidence.add(owns(edge.owner(), edge.resource()));
    addAcquisition(edge, evidence);
    addLogCall(waiter, evidence);
    addStill(waiter, evidence);
  }

  /** Adds: a thread waits, who could end the wait, and that the thread did not run. */
  public void addWait(ThreadNode node, List<Evidence> evidence) {
    ThreadSnapshot thread = node.thread();
    Resource awaited = node.awaited();
    if (awaited != null) {
      evidence.add(waits(thread, awaited));
    }
    ResourceNode resource = node.waitsFor();
    EnablingNode enabling = node.enabledBy();
    if (resource != null && !resource.holds().isEmpty()) {
      evidence.add(owns(resource.holds().get(0).owner(), resource.resource()));
    } else if (enabling != null) {
      List<ThreadRef> enders = new ArrayList<>();
      for (EnablingNode.Edge edge : enabling.any()) {
        enders.add(edge.thread().thread().ref());
      }
      Fact fact = new Fact.OnlyEnders(thread.ref(), awaited, enders, enabling.completeness());
      Source source = tree.isJvm(thread.ref().process()) ? Source.MEMORY : Source.KERNEL;
      evidence.add(new Evidence(fact, source, null));
    }
    addStill(thread, evidence);
  }

  /** What the agent noted of a log call that the thread is in; nothing if it is in none. */
  public static void addLogCall(ThreadSnapshot thread, List<Evidence> evidence) {
    LogCall call = thread.logCall();
    if (call != null) {
      evidence.add(new Evidence(new Fact.Logs(thread.ref(), call), Source.AGENT, null));
      String site = call.lockedAt();
      if (site != null) {
        evidence.add(new Evidence(new Fact.LogsUnderLock(thread.ref(), site), Source.AGENT, null));
      }
    }
  }

  /** What the agent noted, if it is there. */
  private static void addAcquisition(WaitEdge edge, List<Evidence> evidence) {
    Acquisition acquired = edge.owner().acquired();
    if (acquired != null) {
      Fact fact = new Fact.Acquired(edge.owner().thread(), edge.resource(), acquired.site());
      evidence.add(new Evidence(fact, Source.AGENT, null));
    }
  }

  /** Evidence: a thread waits for a resource. */
  public Evidence waits(ThreadSnapshot thread, Resource resource) {
    ThreadRef ref = thread.ref();
    Wait wait = thread.waitsFor();
    if (wait != null && isSeenByTheKernel(wait.kind())) {
      Fact fact = new Fact.Waits(ref, resource, null);
      return new Evidence(fact, Source.KERNEL, ofTask(Check.Kind.SYSTEM_CALL, ref));
    }
    Fact fact = new Fact.Waits(ref, resource, wait == null ? null : wait.retried());
    if (wait != null && wait.kind() == Wait.Kind.ACQUIRE) {
      return new Evidence(fact, pythonSource(ref.process()), pythonStacks(ref.pid()));
    }
    boolean read = thread.virtual() && thread.frames().isEmpty();
    Source source = read ? Source.MEMORY : tree.threadSource(ref.process());
    return new Evidence(fact, source, read ? null : stacks(ref, false));
  }

  /** Memory, read by what debug symbols or we know of its layout. */
  private Source pythonSource(ProcessIdentity process) {
    return tree.answered(process, Source.GDB) ? Source.GDB : Source.MEMORY;
  }

  private static Check pythonStacks(long pid) {
    return Check.of(Check.Kind.PYTHON_STACKS, pid);
  }

  private static boolean isSeenByTheKernel(Wait.Kind kind) {
    return switch (kind) {
      case NATIVE_MUTEX, VM_OPERATION, WRITE, READ, OPEN, SEMAPHORE, FILE_LOCK -> true;
      default -> false;
    };
  }

  /** Evidence: a thread, or its process, is the one that can free the resource. */
  public Evidence owns(Owner owner, Resource resource) {
    Record record = owner.record();
    Source source =
        record.ofProcess() ? Source.KERNEL : ownerSource(record, owner.thread().process());
    return new Evidence(new Fact.Owns(owner, resource), source, ownerCheck(owner, resource));
  }

  private @Nullable Check ownerCheck(Owner owner, Resource resource) {
    ThreadRef ref = owner.thread();
    return switch (owner.record()) {
      case MUTEX_OWNER -> mutexOwner(ref.pid(), resource);
      case ONLY_SERVER -> Check.of(Check.Kind.TASK_NAMES, ref.pid());
      case EXCLUSIVE_OWNER_THREAD, READ_HOLD -> stacks(ref, true);
      case OWNER_IDENT, LOCKED_AT_FORK -> pythonStacks(ref.pid());
      case LOCKED_FRAME, OBJECT_MONITOR, INITIALISER, DEADLOCK_SEARCH -> stacks(ref, false);
      case FILE_LOCK_LIST -> Check.of(Check.Kind.FILE_LOCKS, ref.pid());
      case LEFT_BEHIND -> Check.of(Check.Kind.PARENT_AND_FILES, ref.pid());
      case CHILD -> Check.of(Check.Kind.PARENT, ref.pid());
      case OTHER_END -> fileEverywhere(resource);
      case JOINED, RUNS_TASK, SERVES_QUEUE, REACHES -> stacks(ref, false);
      case LEFT_BEHIND_UNUSED, NOTED, NOTED_PERMIT, NEXT_IN_QUEUE -> null;
    };
  }

  private static Check fileEverywhere(Resource resource) {
    boolean stream = resource instanceof Resource.Pipe || resource instanceof Resource.Socket;
    String name = stream && resource.name() != null ? resource.name() : "it";
    return new Check(Check.Kind.FILE_EVERYWHERE, 0, 0, name);
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
      case MUTEX_OWNER, NEXT_IN_QUEUE, RUNS_TASK, SERVES_QUEUE, REACHES -> Source.MEMORY;
      case ONLY_SERVER, OTHER_END, LEFT_BEHIND, LEFT_BEHIND_UNUSED, FILE_LOCK_LIST, CHILD ->
          Source.KERNEL;
      case NOTED, NOTED_PERMIT -> Source.AGENT;
      case DEADLOCK_SEARCH -> threads;
      default -> besideTheDump ? Source.MEMORY : threads;
    };
  }

  /** Adds: a thread did not run between two samples. Adds nothing if that is not known. */
  public void addStill(ThreadSnapshot thread, List<Evidence> evidence) {
    if (thread.still().toMillis() > 0) {
      Fact fact = new Fact.Still(thread.ref(), thread.still(), thread.virtual());
      evidence.add(new Evidence(fact, Source.KERNEL, ofTask(Check.Kind.RUN_TIME, thread.ref())));
    }
  }

  /** Evidence: the process has no task with the thread's id. */
  public static Evidence noTask(ThreadRef thread) {
    Check.Kind tasks = thread.tid() == 0 ? Check.Kind.TASK_NAMES : Check.Kind.TASKS;
    return new Evidence(new Fact.NoTask(thread), Source.KERNEL, Check.of(tasks, thread.pid()));
  }

  /** Evidence: a thread has ended. */
  public Evidence terminated(ThreadRef thread) {
    return new Evidence(
        new Fact.Ended(thread), tree.threadSource(thread.process()), stacks(thread, false));
  }

  /** Evidence: a pool's thread waits for its next task. */
  public Evidence idle(ThreadSnapshot thread) {
    ThreadRef ref = thread.ref();
    return new Evidence(new Fact.Idle(ref), tree.threadSource(ref.process()), stacks(ref, false));
  }

  /** Evidence: a process was forked and has not called exec since. */
  public static Evidence forked(long pid) {
    return new Evidence(new Fact.Forked(pid), Source.KERNEL, Check.of(Check.Kind.FORK_FLAG, pid));
  }

  /** Evidence: the twin of a ghost lives in another process. */
  public static Evidence twin(ThreadRef twin) {
    return new Evidence(
        new Fact.TwinLives(twin), Source.KERNEL, ofTask(Check.Kind.TASK_PROCESS, twin));
  }

  private static @Nullable Check ofTask(Check.Kind kind, ThreadRef thread) {
    return thread.tid() == 0 ? null : new Check(kind, thread.pid(), thread.tid(), "");
  }

  /** How a reader can see the thread's stack; null for a process that is neither JVM nor Python. */
  private @Nullable Check stacks(ThreadRef thread, boolean withLocks) {
    ProcessIdentity process = thread.process();
    long pid = process.pid();
    if (tree.isPython(process)) {
      return pythonStacks(pid);
    }
    if (!tree.isJvm(process)) {
      return null;
    }
    if (!tree.answered(process, Source.ATTACH) && !tree.answered(process, Source.AGENT)) {
      return Check.of(
          withLocks ? Check.Kind.HELPER_STACKS_AND_LOCKS : Check.Kind.HELPER_STACKS, pid);
    }
    if (thread.tid() == 0) {
      return Check.of(Check.Kind.VIRTUAL_STACKS, pid);
    }
    return Check.of(withLocks ? Check.Kind.STACKS_AND_LOCKS : Check.Kind.STACKS, pid);
  }

  private static @Nullable Check mutexOwner(long pid, Resource resource) {
    String address = resource.id().identity();
    if (!address.startsWith("0x")) {
      return null;
    }
    try {
      long word = (Long.parseLong(address, 2, address.length(), 16) + MUTEX_OWNER_OFFSET) / 4;
      return new Check(Check.Kind.WORD, pid, 0, Long.toString(word));
    } catch (NumberFormatException notAnAddress) {
      return null;
    }
  }
}
