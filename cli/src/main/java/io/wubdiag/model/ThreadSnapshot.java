package io.wubdiag.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thread at one instant.
 *
 * @param state its state as Java tells it, null for a thread that is no Java thread
 * @param ghost whether it is listed in this process' memory but was left behind in the parent when
 *     the process was forked. Its stack is frozen at that instant
 * @param cpu time on a processor, null if unknown
 * @param frames its stack, innermost first
 * @param waitsFor what it waits for, null for nothing that is known
 * @param still the span over which it was seen not to run at all, by two samples; zero if it ran or
 *     was sampled once
 * @param logCall the call of a logging library's appender that it is in, null for none or if there
 *     was no agent to note that
 */
public record ThreadSnapshot(
    ThreadRef ref,
    Thread.@Nullable State state,
    boolean daemon,
    boolean virtual,
    boolean ghost,
    @Nullable Duration cpu,
    List<Frame> frames,
    @Nullable Wait waitsFor,
    Duration still,
    @Nullable LogCall logCall) {

  /** Whose frames every thread of a pool has. */
  private static final Set<String> POOL_THREADS =
      Set.of(
          "java.util.concurrent.ThreadPoolExecutor$Worker",
          "java.util.concurrent.ForkJoinWorkerThread");

  public ThreadSnapshot {
    frames = List.copyOf(frames);
  }

  public ThreadSnapshot(
      ThreadRef ref,
      Thread.@Nullable State state,
      boolean daemon,
      boolean virtual,
      boolean ghost,
      @Nullable Duration cpu,
      List<Frame> frames,
      @Nullable Wait waitsFor,
      Duration still) {
    this(ref, state, daemon, virtual, ghost, cpu, frames, waitsFor, still, null);
  }

  /**
   * The monitors that its frames hold, innermost first, each once; not one that it is waiting at.
   */
  public List<ResourceId> holds() {
    List<ResourceId> held = new ArrayList<>();
    for (Frame frame : frames) {
      for (ResourceId id : frame.locked()) {
        boolean givenUp = waitsFor != null && id.equals(waitsFor.resource());
        if (!givenUp && !held.contains(id)) {
          held.add(id);
        }
      }
    }
    return List.copyOf(held);
  }

  /** Whether it is a thread of one of the JDK's pools, at work or not. */
  public boolean isOfPool() {
    for (Frame frame : frames) {
      if (POOL_THREADS.contains(frame.className())) {
        return true;
      }
    }
    return false;
  }

  public ThreadSnapshot withWaitsFor(@Nullable Wait newWait) {
    return new ThreadSnapshot(
        ref, state, daemon, virtual, ghost, cpu, frames, newWait, still, logCall);
  }

  public ThreadSnapshot withStill(Duration newStill) {
    return new ThreadSnapshot(
        ref, state, daemon, virtual, ghost, cpu, frames, waitsFor, newStill, logCall);
  }

  public ThreadSnapshot withFrames(List<Frame> newFrames) {
    return new ThreadSnapshot(
        ref, state, daemon, virtual, ghost, cpu, newFrames, waitsFor, still, logCall);
  }

  public ThreadSnapshot withLogCall(LogCall newLogCall) {
    return new ThreadSnapshot(
        ref, state, daemon, virtual, ghost, cpu, frames, waitsFor, still, newLogCall);
  }
}
