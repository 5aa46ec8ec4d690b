package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.hotspot.attach.DumpedThread.Blocker;
import io.wubdiag.model.Frame;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ResourceId;
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

/**
 * Adds a listing's virtual threads to a {@code Thread.print}.
 *
 * <p>The two name objects differently, by address and by identity hash, and are from different
 * instants. {@link SameObjects} matches the objects of the two; an unmatched object keeps its name
 * with the hash.
 *
 * <p>A listing takes its threads one after the other. So alone it does not prove that a thread had
 * a lock at the instant of the print. It does if a listing before and a listing after show the
 * thread alike.
 */
final class VirtualThreadMerge {
  private final ThreadPrint print;
  private final ProcessIdentity process;
  private final Map<String, ResourceId> same;
  private final Map<Long, DumpedThread> before = new HashMap<>();
  private final List<DumpedThread> listing;

  /** The threads that were seen in one listing only, or not alike in both. */
  private final Set<ThreadRef> inferred = new HashSet<>();

  /**
   * @param before the threads that held or waited for an object in the listing before the print,
   *     null if there was none
   * @param listing the listing after the print
   */
  VirtualThreadMerge(
      ThreadPrint print,
      @Nullable List<DumpedThread> before,
      List<DumpedThread> listing,
      ProcessIdentity process) {
    this.print = print;
    this.listing = listing;
    this.process = process;
    if (before != null) {
      for (DumpedThread thread : before) {
        this.before.put(thread.javaId(), thread);
      }
    }
    same = SameObjects.find(print, this.before, listing);
  }

  /** The threads whose locks are known from one look only. */
  Set<ThreadRef> inferred() {
    return inferred;
  }

  /**
   * All threads: those of the print, with the names of virtual threads, and the other listed
   * threads.
   */
  List<ThreadSnapshot> threads() {
    Map<Long, DumpedThread> virtual = new HashMap<>();
    for (DumpedThread thread : listing) {
      if (thread.virtual()) {
        virtual.put(thread.javaId(), thread);
      }
    }
    List<ThreadSnapshot> threads = new ArrayList<>(print.threads().size() + virtual.size());
    for (ThreadSnapshot thread : print.threads()) {
      DumpedThread listed = thread.virtual() ? virtual.remove(thread.ref().javaId()) : null;
      threads.add(listed == null ? thread : named(thread, listed));
    }
    for (DumpedThread thread : listing) {
      if (virtual.containsKey(thread.javaId())) {
        threads.add(snapshot(thread));
      }
    }
    return threads;
  }

  /**
   * A mounted thread with its listed name. A print does not show what a mounted thread is parked
   * on, or that it waits: it looks for that in the carrier.
   */
  private ThreadSnapshot named(ThreadSnapshot mounted, DumpedThread listed) {
    ThreadRef ref = mounted.ref();
    Blocker blocker = listed.blocker();
    boolean told =
        mounted.waitsFor() == null
            && isParked(mounted.frames())
            && isParked(listed.stack())
            && blocker != null
            && blocker.kind() == DumpedThread.BlockerKind.PARK_BLOCKER;
    Thread.State state = told && listed.state() != null ? listed.state() : mounted.state();
    return new ThreadSnapshot(
        new ThreadRef(ref.process(), listed.name(), 0, ref.javaId()),
        state,
        mounted.daemon(),
        true,
        false,
        null,
        mounted.frames(),
        told && state != null ? wait(listed, state) : mounted.waitsFor(),
        Duration.ZERO);
  }

  private static boolean isParked(List<Frame> frames) {
    return !frames.isEmpty()
        && frames.get(0).className().equals("jdk.internal.misc.Unsafe")
        && frames.get(0).method().equals("park");
  }

  private ThreadSnapshot snapshot(DumpedThread thread) {
    ThreadRef ref = new ThreadRef(process, thread.name(), 0, thread.javaId());
    if (thread.hasObjects() && !thread.equals(before.get(thread.javaId()))) {
      inferred.add(ref);
    }
    Thread.State state = thread.state() == null ? state(thread.stack()) : thread.state();
    Wait wait = wait(thread, state);
    return new ThreadSnapshot(
        ref, state, true, true, false, null, frames(thread), wait, Duration.ZERO);
  }

  private List<Frame> frames(DumpedThread thread) {
    if (thread.owned().isEmpty()) {
      return thread.stack();
    }
    List<Frame> frames = new ArrayList<>(thread.stack());
    for (Map.Entry<Integer, List<String>> entry : thread.owned().entrySet()) {
      int depth = entry.getKey();
      if (depth < frames.size()) {
        List<ResourceId> locked = new ArrayList<>(entry.getValue().size());
        for (String object : entry.getValue()) {
          locked.add(monitor(object));
        }
        frames.set(depth, ThreadBuilder.withLocked(frames.get(depth), locked));
      }
    }
    return frames;
  }

  private @Nullable Wait wait(DumpedThread thread, Thread.State state) {
    Blocker blocker = thread.blocker();
    if (blocker == null) {
      return null;
    }
    boolean timed = state == Thread.State.TIMED_WAITING;
    String object = blocker.object();
    return switch (blocker.kind()) {
      case BLOCKED_ON -> {
        boolean again =
            !thread.stack().isEmpty()
                && thread.stack().get(0).className().equals("java.lang.Object")
                && thread.stack().get(0).method().startsWith("wait");
        Wait.Kind kind = again ? Wait.Kind.REENTER_MONITOR : Wait.Kind.ENTER_MONITOR;
        yield new Wait(monitor(object), kind, false);
      }
      case WAITING_ON -> new Wait(monitor(object), Wait.Kind.OBJECT_WAIT, timed);
      case PARK_BLOCKER -> new Wait(parkBlocker(object), Wait.Kind.PARK, timed);
    };
  }

  private ResourceId monitor(String object) {
    return print.objects().monitor(id(object), DumpedThread.classOf(object), null);
  }

  private ResourceId parkBlocker(String object) {
    return print.objects().parkBlocker(id(object), DumpedThread.classOf(object));
  }

  private ResourceId id(String object) {
    ResourceId known = same.get(object);
    return known == null ? ResourceId.named(process, object) : known;
  }

  /** The state by the stack. Up to JDK 24 a listing has no state. */
  private static Thread.State state(List<Frame> stack) {
    for (int i = 0; i < Math.min(3, stack.size()); i++) {
      if (stack.get(i).className().equals("java.lang.VirtualThread")) {
        String method = stack.get(i).method();
        if (method.equals("park")) {
          return Thread.State.WAITING;
        }
        if (method.equals("parkNanos")) {
          return Thread.State.TIMED_WAITING;
        }
      }
    }
    return Thread.State.RUNNABLE;
  }
}
