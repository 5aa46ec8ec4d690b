package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A builder for a thread whose lines are still being read. */
final class ThreadBuilder {
  private final ThreadRef ref;
  private final boolean daemon;
  private final boolean virtual;
  private final @Nullable Duration cpu;
  private final List<Frame> frames = new ArrayList<>();
  private final List<ResourceId> locked = new ArrayList<>(0);

  private Thread.@Nullable State state;
  private @Nullable ResourceId awaited;
  private Wait.@Nullable Kind kind;

  ThreadBuilder(ThreadRef ref, boolean daemon, boolean virtual, @Nullable Duration cpu) {
    this.ref = ref;
    this.daemon = daemon;
    this.virtual = virtual;
    this.cpu = cpu;
  }

  void state(Thread.State newState) {
    state = newState;
  }

  void frame(Frame frame) {
    completeFrame();
    frames.add(frame);
  }

  /** Records that the last frame holds this object. */
  void locked(ResourceId id) {
    locked.add(id);
  }

  /**
   * Records that the thread waits.
   *
   * @param object the awaited object, null if it was not printed
   */
  void waitsFor(Wait.Kind newKind, @Nullable ResourceId object) {
    if (kind == null) {
      kind = newKind;
      awaited = object;
    }
  }

  ThreadSnapshot build() {
    completeFrame();
    if (kind != null && awaited == null) {
      guessAwaited();
    }
    Wait wait =
        kind == null || awaited == null
            ? null
            : new Wait(awaited, kind, state == Thread.State.TIMED_WAITING);
    return new ThreadSnapshot(
        ref, stateOrGuess(), daemon, virtual, false, cpu, frames, wait, Duration.ZERO);
  }

  private void completeFrame() {
    if (!locked.isEmpty()) {
      int last = frames.size() - 1;
      if (last >= 0) {
        frames.set(last, withLocked(frames.get(last), locked));
      }
      locked.clear();
    }
  }

  /**
   * Finds the monitor that a thread in {@code Object.wait()} has released, where compiled code does
   * not tell. If its frames locked one monitor only, it is this one. Otherwise no monitor is
   * certain to be held.
   */
  private void guessAwaited() {
    ResourceId only = null;
    boolean several = false;
    for (Frame frame : frames) {
      for (ResourceId id : frame.locked()) {
        several |= only != null && !only.equals(id);
        only = id;
      }
    }
    if (several) {
      frames.replaceAll(frame -> withLocked(frame, List.of()));
    } else {
      awaited = only;
    }
  }

  private Thread.@Nullable State stateOrGuess() {
    if (state != null || ref.javaId() == 0) {
      return state;
    }
    if (kind == Wait.Kind.ENTER_MONITOR || kind == Wait.Kind.REENTER_MONITOR) {
      return Thread.State.BLOCKED;
    }
    boolean waits = kind == Wait.Kind.OBJECT_WAIT || kind == Wait.Kind.PARK;
    return waits ? Thread.State.WAITING : Thread.State.RUNNABLE;
  }

  static Frame withLocked(Frame frame, List<ResourceId> locked) {
    return new Frame(
        frame.className(),
        frame.method(),
        frame.file(),
        frame.line(),
        frame.nativeMethod(),
        locked);
  }
}
