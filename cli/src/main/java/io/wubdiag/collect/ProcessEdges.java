package io.wubdiag.collect;

import io.wubdiag.collect.kernel.KernelFactsReader;
import io.wubdiag.collect.kernel.LoopbackConnections;
import io.wubdiag.collect.kernel.LoopbackConnections.Peer;
import io.wubdiag.collect.kernel.OpenEnds;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.ProcessCapture;
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
 * Completes a tree's captures by the waits that lead from one process to another: through pipes,
 * connections over loopback, locks on files and the ends of children.
 *
 * <p>A wait is recorded only of a thread that did not run between two looks. So all waits of a
 * cycle were there at one instant, and it is one.
 */
final class ProcessEdges {
  private final KernelFactsReader kernel;
  private final ProcessTable table;
  private final Deadline deadline;
  private final Map<Long, Map<ResourceId, Resource>> resources = new HashMap<>();
  private final Map<ThreadRef, Wait> waits = new HashMap<>();
  private final Map<ThreadRef, ThreadSnapshot> marked = new HashMap<>();
  private final Set<ThreadRef> held = new HashSet<>();
  private final Set<ThreadRef> still = new HashSet<>();
  private List<KernelWait> stillWaiting = List.of();
  private OpenEnds ends = OpenEnds.NONE;
  private @Nullable LoopbackConnections connections;
  private @Nullable UnixConnections unix;

  ProcessEdges(KernelFactsReader kernel, ProcessTable table, Deadline deadline) {
    this.kernel = kernel;
    this.table = table;
    this.deadline = deadline;
  }

  /**
   * Completes these captures, and adds those of other processes that hold one of them up.
   *
   * @param captures all processes by pid, parents before children
   * @param begun when the first of them was looked at, by {@link System#nanoTime()}
   */
  void complete(Map<Long, ProcessCapture> captures, long begun) {
    List<KernelWait> found = waitsIn(captures);
    found.removeIf(wait -> wait.kind() == Wait.Kind.READ && !isOpenElsewhere(wait, captures));
    if (found.isEmpty() || deadline.hasPassed()) {
      return;
    }
    findEnds(found);
    addOthers(found, captures);
    lookAgain(found, captures, begun);
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

  private static List<KernelWait> waitsIn(Map<Long, ProcessCapture> captures) {
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
      for (ThreadSnapshot thread : capture.threadsSeen()) {
        KernelWait wait = KernelWait.of(facts, thread, tasks.get(thread.ref().tid()));
        if (wait != null) {
          found.add(wait);
        }
      }
    }
    return found;
  }

  /**
   * Whether another process of the tree has what a thread reads from. Most reads are those of idle
   * threads, of which nobody in the tree knows, and no descriptor of another process is looked at.
   */
  private boolean isOpenElsewhere(KernelWait wait, Map<Long, ProcessCapture> captures) {
    String target = wait.target();
    if (target.startsWith("socket:[")) {
      Peer peer = peerOf(target);
      if (peer == null) {
        return false;
      }
      target = target(peer);
    }
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts != null && facts.pid() != wait.kernel().pid()) {
        for (OpenFile open : facts.openFiles()) {
          if (open.target().equals(target)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void findEnds(List<KernelWait> found) {
    Set<String> targets = new HashSet<>();
    for (KernelWait wait : found) {
      if (wait.target().startsWith("socket:[")) {
        Peer peer = peerOf(wait.target());
        if (peer != null) {
          targets.add(target(peer));
        }
      } else if (wait.kind() == Wait.Kind.WRITE || wait.kind() == Wait.Kind.READ) {
        targets.add(wait.target());
      }
    }
    if (!targets.isEmpty()) {
      ends = OpenEnds.find(targets, table, deadline);
    }
  }

  /** Processes outside of the tree that somebody in it waits for; the kernel alone is asked. */
  private void addOthers(List<KernelWait> found, Map<Long, ProcessCapture> captures) {
    Set<Long> others = new HashSet<>();
    for (KernelWait wait : found) {
      if (wait.kind() == Wait.Kind.WRITE) {
        others.addAll(otherEnds(wait));
      }
    }
    others.removeAll(captures.keySet());
    for (long pid : others) {
      table
          .find(pid)
          .ifPresent(
              listed -> {
                Answer<KernelFacts> answer = kernel.read(listed, deadline);
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
      slow |= wait.kind() == Wait.Kind.WRITE || wait.kind() == Wait.Kind.FILE_LOCK;
    }
    long from = slow ? System.nanoTime() : begun;
    boolean waited = false;
    for (ProcessCapture capture : captures.values()) {
      KernelFacts facts = capture.kernelFacts();
      if (facts == null || facts.kernelThread()) {
        continue;
      }
      Stillness stillness = new Stillness(facts, from);
      if (slow && !waited) {
        stillness.awaitLongSpan(deadline);
        waited = true;
      }
      for (ThreadSnapshot thread : stillness.mark(capture.threadsSeen())) {
        if (!thread.still().isZero()) {
          still.add(thread.ref());
          marked.put(thread.ref(), thread);
        }
      }
    }
  }

  private void add(KernelWait wait, Map<Long, ProcessCapture> captures) {
    Resource resource =
        switch (wait.kind()) {
          case FILE_LOCK -> fileLock(wait, captures);
          case CHILD_EXIT -> childExit(wait, captures);
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
    List<Long> others = otherEnds(wait);
    boolean toItself = others.equals(List.of(wait.kernel().pid()));
    if (others.isEmpty() && !full || toItself && !full) {
      return null; // an idle reader of whatever, or one that a signal's handler will wake
    }
    String unknown = null;
    List<Owner> owners = new ArrayList<>();
    ProcessCapture other = others.size() == 1 ? captures.get(others.get(0)) : null;
    if (other != null) {
      ActingThread acting = ActingThread.of(other, held, still);
      if (acting.thread() == null && full) {
        acting = ActingThread.of(other, heldWithReadersOf(wait.kernel().pid(), other), still);
      }
      if (acting.thread() != null && (full || acting.certain())) {
        // A read of a socket may have a time-out of its own (SO_RCVTIMEO), which nothing tells.
        boolean sure = ends.complete() && (full || !wait.target().startsWith("socket:["));
        Certainty certainty = sure ? acting.certainty() : Certainty.INFERRED;
        owners.add(owner(acting.thread(), Owner.Record.OTHER_END, certainty));
      } else if (full) {
        unknown = "who would read it can't be told: " + acting.unknown();
      }
    } else {
      unknown =
          others.isEmpty() ? nobodyFound(wait) : "several processes have its other end: " + others;
    }
    if (owners.isEmpty() && !full) {
      return null;
    }
    Peer peer = wait.target().startsWith("socket:[") ? peerOf(wait.target()) : null;
    ResourceId id =
        ResourceId.named(0, wait.target() + (peer == null ? "" : full ? " out" : " in"));
    return wait.target().startsWith("socket:[")
        ? new Resource.Socket(id, peer == null ? wait.target() : peer.name(), full, unknown, owners)
        : new Resource.Pipe(id, wait.target(), full, unknown, owners);
  }

  private String nobodyFound(KernelWait wait) {
    boolean ofUnix = wait.target().startsWith("socket:[") && peerOf(wait.target()) == null;
    return ofUnix && unix != null && !unix.unknown().isEmpty()
        ? unix.unknown()
        : "the process that has its other end was not found; run as root, and in its container";
  }

  /**
   * Those that are held up, and the threads of a process that read what another one alone writes. A
   * parent that reads its child's output, to the end, is where it would read its errors after that.
   */
  private Set<ThreadRef> heldWithReadersOf(long writer, ProcessCapture reader) {
    Set<ThreadRef> all = new HashSet<>(held);
    for (KernelWait wait : stillWaiting) {
      if (wait.kind() == Wait.Kind.READ
          && wait.kernel().pid() == reader.pid()
          && otherEnds(wait).equals(List.of(writer))) {
        all.add(wait.thread().ref());
      }
    }
    return all;
  }

  /** The processes that have the other end open; the waiter's own only if there is no other. */
  private List<Long> otherEnds(KernelWait wait) {
    boolean full = wait.kind() == Wait.Kind.WRITE;
    String target = wait.target();
    if (target.startsWith("socket:[")) {
      Peer peer = peerOf(target);
      if (peer == null) {
        return List.of();
      }
      target = target(peer);
    }
    List<Long> others = new ArrayList<>();
    boolean itself = false;
    for (OpenEnds.End end : ends.of(target)) {
      if (full ? end.reads() : end.writes()) {
        if (end.pid() == wait.kernel().pid()) {
          itself = true;
        } else {
          others.add(end.pid());
        }
      }
    }
    boolean canHelpItself = itself && wait.kernel().tasks().size() > 1;
    if (others.isEmpty() && itself || canHelpItself) {
      others.add(wait.kernel().pid());
    }
    return others;
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
        ActingThread acting = ActingThread.of(capture, held, still);
        if (acting.thread() != null) {
          owners.add(owner(acting.thread(), Owner.Record.FILE_LOCK_LIST, acting.certainty()));
        }
      }
    }
    ResourceId id = ResourceId.named(0, awaited.kind() + " " + awaited.file());
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
    ActingThread acting = child == null ? null : ActingThread.of(child, held, still);
    if (acting == null || acting.thread() == null) {
      return null;
    }
    Owner owner = owner(acting.thread(), Owner.Record.CHILD, acting.certainty());
    ResourceId id = ResourceId.named(wait.child(), "end");
    return new Resource.ChildExit(id, wait.child(), List.of(owner));
  }

  private static Owner owner(ThreadRef thread, Owner.Record record, Certainty certainty) {
    return new Owner(thread, Liveness.LIVE, record, certainty);
  }

  private @Nullable Peer peerOf(String socket) {
    LoopbackConnections all = connections;
    if (all == null) {
      all = LoopbackConnections.read();
      connections = all;
    }
    long inode = Long.parseLong(socket, 8, socket.length() - 1, 10);
    if (!all.isUnix(inode)) {
      return all.of(inode).orElse(null);
    }
    UnixConnections ofUnix = unix;
    if (ofUnix == null) {
      ofUnix = UnixConnections.read(deadline);
      unix = ofUnix;
    }
    return ofUnix.of(inode).orElse(null);
  }

  private static String target(Peer peer) {
    return "socket:[" + peer.inode() + "]";
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
