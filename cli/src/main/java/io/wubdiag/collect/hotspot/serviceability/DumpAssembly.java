package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedFrame;
import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedObject;
import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedOwner;
import io.wubdiag.collect.hotspot.serviceability.HelperReport.ReportedThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Assembles a thread dump from the helper's report and the kernel's facts of the tasks. */
final class DumpAssembly {
  private final KernelFacts process;
  private final HelperReport report;
  private final Map<Long, ThreadSnapshot> threads = new HashMap<>();
  private final Map<Long, List<Owner>> owners = new HashMap<>();
  private final Set<Long> usedAsMonitor = new HashSet<>();
  private final Set<Long> parkedAt = new HashSet<>();

  DumpAssembly(KernelFacts process, HelperReport report) {
    this.process = process;
    this.report = report;
  }

  ThreadDump assemble() {
    for (ReportedThread reported : report.threads()) {
      noteUses(reported);
    }
    List<ThreadSnapshot> snapshots = new ArrayList<>(report.threads().size());
    ThreadTasks tasks = new ThreadTasks(process, report);
    for (ReportedThread reported : report.threads()) {
      ThreadSnapshot snapshot = snapshot(reported, tasks.of(reported), tasks.isGhost(reported));
      snapshots.add(snapshot);
      threads.put(reported.address(), snapshot);
      addOwnerOfFrames(reported, snapshot);
    }
    for (ReportedOwner owner : report.owners()) {
      addRecordedOwner(owner, tasks.processWasForked());
    }
    List<Resource> resources = new ArrayList<>(report.objects().size());
    for (ReportedObject object : report.objects()) {
      addResources(object, resources);
    }
    return new ThreadDump(snapshots, resources, report.paused(), report.version());
  }

  private void noteUses(ReportedThread thread) {
    HelperReport.Waiting waiting = thread.waiting();
    usedAsMonitor.add(waiting.pending);
    usedAsMonitor.add(waiting.notification);
    parkedAt.add(waiting.parked);
    for (ReportedFrame frame : thread.frames()) {
      usedAsMonitor.addAll(frame.locked());
    }
  }

  private ThreadSnapshot snapshot(ReportedThread thread, @Nullable Task task, boolean ghost) {
    long tid = task == null ? thread.task() : task.tid();
    Duration cpu =
        task == null || task.counters() == null
            ? null
            : Duration.ofNanos(task.counters().cpuNanos());
    Thread.State state = ThreadStatus.state(thread.status());
    return new ThreadSnapshot(
        new ThreadRef(process.identity(), thread.name(), tid, thread.javaId()),
        state,
        thread.daemon(),
        false,
        ghost,
        cpu,
        frames(thread),
        waitOf(thread, state),
        Duration.ZERO);
  }

  private List<Frame> frames(ReportedThread thread) {
    List<Frame> frames = new ArrayList<>(thread.frames().size());
    for (ReportedFrame frame : thread.frames()) {
      List<ResourceId> locked = new ArrayList<>(frame.locked().size());
      for (long object : frame.locked()) {
        locked.add(id(object));
      }
      frames.add(
          new Frame(
              frame.className(),
              frame.method(),
              frame.file().isEmpty() ? null : frame.file(),
              frame.line(),
              frame.nativeMethod(),
              locked));
    }
    return frames;
  }

  private @Nullable Wait waitOf(ReportedThread thread, Thread.State state) {
    HelperReport.Waiting waiting = thread.waiting();
    boolean timed = state == Thread.State.TIMED_WAITING;
    if (waiting.notification != 0) {
      boolean notified = state == Thread.State.BLOCKED;
      Wait.Kind kind = notified ? Wait.Kind.REENTER_MONITOR : Wait.Kind.OBJECT_WAIT;
      return new Wait(id(waiting.notification), kind, timed);
    }
    if (waiting.pending != 0) {
      return new Wait(id(waiting.pending), Wait.Kind.ENTER_MONITOR, false);
    }
    if (waiting.parked != 0) {
      return new Wait(parkBlocker(waiting.parked), Wait.Kind.PARK, timed);
    }
    return null;
  }

  private void addOwnerOfFrames(ReportedThread thread, ThreadSnapshot snapshot) {
    for (ReportedFrame frame : thread.frames()) {
      for (long object : frame.locked()) {
        Liveness liveness = snapshot.ghost() ? Liveness.GHOST : Liveness.LIVE;
        addOwner(object, snapshot.ref(), liveness, Owner.Record.LOCKED_FRAME);
      }
    }
  }

  private void addRecordedOwner(ReportedOwner owner, boolean forked) {
    Owner.Record record =
        switch (owner.record()) {
          case "monitor" -> Owner.Record.OBJECT_MONITOR;
          case "reader" -> Owner.Record.READ_HOLD;
          default -> Owner.Record.EXCLUSIVE_OWNER_THREAD;
        };
    ThreadSnapshot listed = threads.get(owner.thread());
    if (listed != null) {
      Liveness liveness = listed.ghost() ? Liveness.GHOST : Liveness.LIVE;
      addOwner(owner.object(), listed.ref(), liveness, record);
      return;
    }
    // A virtual thread; in a forked process it has no carrier any more.
    Liveness liveness =
        owner.terminated() ? Liveness.TERMINATED : forked ? Liveness.GHOST : Liveness.LIVE;
    ThreadRef ref = new ThreadRef(process.identity(), owner.name(), 0, owner.javaId());
    addOwner(owner.object(), ref, liveness, record);
  }

  /**
   * Adds an owner unless it is known: a frame shows the same owner as the monitor, and where the
   * lock was taken.
   */
  private void addOwner(long object, ThreadRef ref, Liveness liveness, Owner.Record record) {
    List<Owner> known = owners.computeIfAbsent(object, o -> new ArrayList<>());
    for (Owner owner : known) {
      if (owner.thread().equals(ref)) {
        return;
      }
    }
    known.add(new Owner(ref, liveness, record, Certainty.PROVED));
  }

  private void addResources(ReportedObject object, List<Resource> resources) {
    long address = object.address();
    List<Owner> known = owners.getOrDefault(address, List.of());
    if (usedAsMonitor.contains(address)) {
      String detail = object.detail().isEmpty() ? null : object.detail();
      resources.add(new Resource.Monitor(id(address), object.className(), detail, known));
    }
    if (parkedAt.contains(address)) {
      resources.add(synchronizer(object, parkBlocker(address), known));
    }
  }

  private Resource synchronizer(ReportedObject object, ResourceId id, List<Owner> known) {
    boolean ownable =
        object.ownable() && (!known.isEmpty() || alwaysRecordsOwner(object.className()));
    return ownable
        ? new Resource.OwnableSynchronizer(id, object.className(), known)
        : new Resource.UnownedSynchronizer(id, object.className(), List.of());
  }

  /**
   * The name of a park blocker. An object that is both a monitor and a park blocker has two names:
   * a thread parked on it does not wait for the monitor's owner.
   */
  private ResourceId parkBlocker(long object) {
    return usedAsMonitor.contains(object)
        ? ResourceId.named(process.identity(), "parked:0x" + Long.toHexString(object))
        : id(object);
  }

  /**
   * Whether a missing owner means that the lock is free. A latch or a semaphore is a subclass of
   * {@code AbstractOwnableSynchronizer} too, but never has an owner.
   */
  private static boolean alwaysRecordsOwner(String className) {
    return className.startsWith("java.util.concurrent.locks.Reentrant");
  }

  private ResourceId id(long object) {
    return ResourceId.at(process.identity(), object);
  }
}
