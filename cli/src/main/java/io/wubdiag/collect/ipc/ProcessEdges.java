package io.wubdiag.collect.ipc;

import io.wubdiag.collect.idle.OffCpu;
import io.wubdiag.collect.ipc.LoopbackConnections.Peer;
import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.KnownFacts;
import io.wubdiag.collect.kernel.NativeProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.tree.Captures;
import io.wubdiag.collect.tree.TreeStep;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds the waits between processes to a tree's captures: through pipes, loopback connections, file
 * locks and the ends of child processes.
 *
 * <p>A wait is recorded only if its thread did not run between two looks. So all waits of a cycle
 * existed at one instant, and the cycle is real.
 */
public final class ProcessEdges implements TreeStep {
  private final Machine machine;
  private final KnownFacts processes;
  private final KernelWaits kernelWaits;
  private final ProcessTable table;
  private final Deadline deadline;
  private final Map<Long, Map<ResourceId, Resource>> resources = new HashMap<>();
  private final Map<ThreadRef, Wait> waits = new HashMap<>();
  private final Map<ThreadRef, ThreadSnapshot> marked = new HashMap<>();
  private final Set<ThreadRef> held = new HashSet<>();
  private final Set<ThreadRef> still = new HashSet<>();
  private List<KernelWait> stillWaiting = List.of();
  private final IpcPeers ends;
  private final InheritedPipe inheritedPipe;

  public ProcessEdges(
      KernelFactsReader kernel, KnownFacts processes, ProcessTable table, Deadline deadline) {
    this.machine = kernel.machine();
    this.processes = processes;
    this.kernelWaits = new KernelWaits(machine);
    this.table = table;
    this.deadline = deadline;
    this.ends = new IpcPeers(machine, deadline);
    this.inheritedPipe = new InheritedPipe(table, kernel::readBytesWritten);
  }

  /** Also adds the captures of processes outside the tree that hold up one of its threads. */
  @Override
  public void complete(Captures tree) {
    Map<Long, ProcessCapture> captures = tree.byPid();
    List<KernelWait> found = waitsIn(captures);
    found.removeIf(wait -> wait.kind() == Wait.Kind.READ && !isWorthALook(wait, captures));
    if (found.isEmpty() || deadline.hasPassed()) {
      return;
    }
    ends.find(found, table);
    addOthers(found, captures);
    lookAgain(found, captures, tree.begun());
    found.removeIf(wait -> !still.contains(wait.thread().ref()));
    stillWaiting = found;
    for (KernelWait wait : found) {
      if (wait.kind() != Wait.Kind.READ) {
        held.add(wait.thread().ref());
      }
    }
    for (KernelWait wait : found) {
      add(wait, captures);
    }
    captures.replaceAll((pid, capture) -> completed(capture));
  }

  private List<KernelWait> waitsIn(Map<Long, ProcessCapture> captures) {
    List<KernelWait> found = new ArrayList<>();
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts == null || facts.kernelThread()) {
        continue;
      }
      Map<Long, Task> tasks = new HashMap<>();
      for (Task task : facts.tasks()) {
        tasks.put(task.tid(), task);
      }
      CarriedThreads carried = new CarriedThreads(capture);
      for (ThreadSnapshot thread : capture.threadsSeen()) {
        KernelWait wait = kernelWaits.of(facts, thread, tasks.get(thread.ref().tid()));
        if (wait != null) {
          found.add(wait.by(carried.by(thread)));
        }
      }
      if (capture instanceof CapturedJvm jvm) {
        addPolled(jvm, found);
      }
    }
    return found;
  }

  private void addPolled(CapturedJvm jvm, List<KernelWait> found) {
    Map<Long, Integer> writing = jvm.jvm().virtualThreads().writing();
    if (!writing.isEmpty()) {
      for (ThreadSnapshot thread : jvm.threads()) {
        Integer fd = thread.virtual() ? writing.get(thread.ref().javaId()) : null;
        KernelWait wait = fd == null ? null : kernelWaits.polled(jvm.kernel(), thread, fd);
        if (wait != null) {
          found.add(wait);
        }
      }
    }
  }

  /**
   * Whether a process in the tree could write what a thread reads, or inherited the pipe by
   * accident.
   */
  private boolean isWorthALook(KernelWait wait, Map<Long, ProcessCapture> captures) {
    return ends.knownIn(captures.values(), wait) || InheritedPipe.isOfChild(wait);
  }

  /** Adds processes outside the tree that a thread in it waits for; only the kernel is asked. */
  private void addOthers(List<KernelWait> found, Map<Long, ProcessCapture> captures) {
    Set<Long> others = new HashSet<>();
    for (KernelWait wait : found) {
      List<Long> ofWait = ends.of(wait);
      if (wait.kind() == Wait.Kind.WRITE || inheritedPipe.all(wait, ofWait)) {
        others.addAll(ofWait);
      }
    }
    others.removeAll(captures.keySet());
    for (long pid : others) {
      table
          .find(pid)
          .ifPresent(
              listed -> {
                Answer<KernelFacts> answer = processes.of(listed);
                KernelFacts facts = answer.value();
                if (facts != null) {
                  captures.put(pid, NativeProcess.capture(facts, answer.attempt()));
                }
              });
    }
  }

  private void lookAgain(List<KernelWait> found, Map<Long, ProcessCapture> captures, long begun) {
    boolean slow = false;
    for (KernelWait wait : found) {
      slow |=
          switch (wait.kind()) {
            case WRITE, OPEN, FILE_LOCK -> true;
            case READ -> inheritedPipe.all(wait, ends.of(wait));
            default -> false;
          };
    }
    long from = slow ? machine.nanoTime() : begun;
    boolean waited = false;
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts == null || facts.kernelThread()) {
        continue;
      }
      OffCpu offCpu = new OffCpu(machine, facts, from);
      if (slow && !waited) {
        offCpu.awaitLongSpan(deadline);
        waited = true;
      }
      CarriedThreads carried = new CarriedThreads(capture);
      for (ThreadSnapshot thread : offCpu.mark(capture.threadsSeen())) {
        if (!thread.still().isZero()) {
          for (ThreadSnapshot standing : List.of(thread, carried.by(thread))) {
            still.add(standing.ref());
            marked.put(standing.ref(), standing.withStill(thread.still()));
          }
        }
      }
    }
  }

  private void add(KernelWait wait, Map<Long, ProcessCapture> captures) {
    Resource resource =
        switch (wait.kind()) {
          case FILE_LOCK -> fileLock(wait, captures);
          case CHILD_EXIT -> childExit(wait, captures);
          case OPEN ->
              new Resource.MissingReader(
                  ResourceId.named(wait.host(), wait.target()), wait.target());
          default -> otherEnd(wait, captures);
        };
    if (resource == null) {
      return;
    }
    Map<ResourceId, Resource> ofProcess = resources.get(wait.kernel().pid());
    if (ofProcess == null) {
      ofProcess = new HashMap<>();
      resources.put(wait.kernel().pid(), ofProcess);
    }
    ofProcess.put(resource.id(), resource);
    waits.put(wait.thread().ref(), new Wait(resource.id(), wait.kind(), false));
  }

  private @Nullable Resource otherEnd(KernelWait wait, Map<Long, ProcessCapture> captures) {
    boolean full = wait.kind() == Wait.Kind.WRITE;
    List<Long> others = ends.of(wait);
    if (inheritedPipe.all(wait, others)) {
      return leftOpen(wait, others, captures);
    }
    boolean toItself = others.equals(List.of(wait.kernel().pid()));
    if (others.isEmpty() && !full || toItself && !full) {
      return null; // an idle reader of any file, or a thread that a signal handler will wake
    }
    String unknown = null;
    List<Owner> owners = new ArrayList<>();
    ProcessCapture other = others.size() == 1 ? captures.get(others.get(0)) : null;
    if (other != null) {
      ResponsibleThread acting = ResponsibleThread.of(other, held, still);
      if (acting.thread() == null && full) {
        acting = ResponsibleThread.of(other, heldWithReadersOf(wait.kernel().pid(), other), still);
      }
      if (acting.thread() != null && (full || acting.certain())) {
        // A socket read may have a time-out of its own (SO_RCVTIMEO), which is not visible.
        boolean sure = ends.complete() && (full || !IpcPeers.isSocket(wait));
        Certainty certainty = sure ? acting.certainty() : Certainty.INFERRED;
        owners.add(owner(acting.thread(), Owner.Record.OTHER_END, certainty));
      } else if (full) {
        unknown = "the reader is unknown: " + acting.unknown();
      }
    } else {
      unknown =
          others.isEmpty()
              ? ends.nobodyFound(wait)
              : "several processes have its other end: " + others;
    }
    if (owners.isEmpty() && !full) {
      return null;
    }
    Peer peer = ends.peer(wait);
    ResourceId id =
        ResourceId.named(wait.host(), wait.target() + (peer == null ? "" : full ? " out" : " in"));
    return IpcPeers.isSocket(wait)
        ? new Resource.Socket(id, peer == null ? wait.target() : peer.name(), full, unknown, owners)
        : new Resource.Pipe(id, wait.target(), full, unknown, owners);
  }

  /** A pipe whose write end is open only in processes that an ended program left behind. */
  private @Nullable Resource leftOpen(
      KernelWait wait, List<Long> writers, Map<Long, ProcessCapture> captures) {
    List<ProcessCapture> seen = new ArrayList<>();
    for (long pid : writers) {
      ProcessCapture capture = captures.get(pid);
      if (capture != null) {
        seen.add(capture);
      }
    }
    if (seen.size() < writers.size() || !ends.complete()) {
      return null; // a process has ended meanwhile, or another process may hold the pipe, too
    }
    ProcessCapture reader = captures.get(wait.kernel().pid());
    boolean alone = reader != null && ResponsibleThread.isAlone(wait.thread(), reader);
    InheritedPipe.Verdict verdict = inheritedPipe.judge(seen, alone, still);
    List<Owner> owners = new ArrayList<>();
    for (ProcessCapture capture : seen) {
      if (verdict.record() != null) {
        ThreadRef first = capture.threadsSeen().get(0).ref();
        owners.add(owner(first, verdict.record(), Certainty.INFERRED));
      }
    }
    ResourceId id = ResourceId.named(wait.host(), wait.target());
    return owners.isEmpty() && verdict.unknown() == null
        ? null
        : new Resource.Pipe(id, wait.target(), false, verdict.unknown(), owners);
  }

  /**
   * The held-up threads, and the threads of a process whose reads only one other process can
   * answer. A parent that reads its child's output to the end would read the child's errors only
   * after that.
   */
  private Set<ThreadRef> heldWithReadersOf(long writer, ProcessCapture reader) {
    Set<ThreadRef> all = new HashSet<>(held);
    for (KernelWait wait : stillWaiting) {
      if (wait.kind() == Wait.Kind.READ
          && wait.kernel().pid() == reader.pid()
          && ends.of(wait).equals(List.of(writer))) {
        all.add(wait.thread().ref());
      }
    }
    return all;
  }

  private @Nullable Resource fileLock(KernelWait wait, Map<Long, ProcessCapture> captures) {
    FileLock awaited = wait.lock();
    if (awaited == null) {
      return null;
    }
    List<Owner> owners = new ArrayList<>();
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts != null && facts.pid() != wait.kernel().pid() && holds(facts, awaited)) {
        ResponsibleThread acting = ResponsibleThread.of(capture, held, still);
        if (acting.thread() != null) {
          owners.add(owner(acting.thread(), Owner.Record.FILE_LOCK_LIST, acting.certainty()));
        }
      }
    }
    ResourceId id = ResourceId.named(wait.host(), awaited.kind() + " " + awaited.file());
    String file = wait.target().isEmpty() ? awaited.file() : wait.target();
    return new Resource.FileLock(id, awaited.kind(), file, owners);
  }

  private static boolean holds(KernelFacts facts, FileLock awaited) {
    for (FileLock lock : facts.fileLocks()) {
      if (lock.blockedBy() == 0
          && lock.number() == awaited.blockedBy()
          && lock.file().equals(awaited.file())) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Resource childExit(KernelWait wait, Map<Long, ProcessCapture> captures) {
    ProcessCapture child = captures.get(wait.child());
    ResponsibleThread acting = child == null ? null : ResponsibleThread.of(child, held, still);
    if (acting == null || acting.thread() == null) {
      return null;
    }
    Owner owner = owner(acting.thread(), Owner.Record.CHILD, acting.certainty());
    ResourceId id = ResourceId.named(acting.thread().process(), "end");
    return new Resource.ChildExit(id, wait.child(), List.of(owner));
  }

  private static Owner owner(ThreadRef thread, Owner.Record record, Certainty certainty) {
    return new Owner(thread, Liveness.LIVE, record, certainty);
  }

  private ProcessCapture completed(ProcessCapture capture) {
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (ThreadSnapshot thread : capture.threadsSeen()) {
      ThreadSnapshot seen = thread;
      ThreadSnapshot again = marked.get(thread.ref());
      if (again != null && !thread.ghost() && again.still().compareTo(thread.still()) > 0) {
        seen = seen.withStill(again.still());
      }
      Wait wait = waits.get(thread.ref());
      threads.add(wait == null || thread.ghost() ? seen : seen.withWaitsFor(wait));
    }
    List<Resource> all = new ArrayList<>(capture.resourcesSeen());
    all.addAll(resources.getOrDefault(capture.pid(), Map.of()).values());
    return capture.with(threads, all);
  }
}
