package io.wubdiag.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A thread at one instant.
 *
 * @param state its state in Java, null for a thread that is not a Java thread
 * @param ghost whether it is a ghost: listed in this process' memory, but existing only in the
 *     parent of the fork. Its stack is frozen at that instant
 * @param cpu time on a processor, null if unknown
 * @param frames its stack, innermost first
 * @param waitsFor what it waits for, null if nothing is known
 * @param still the span over which it did not run, by two samples; zero if it ran or was sampled
 *     once
 * @param logCall the call of a logging library's appender that it is in, null for none or without
 *     an agent
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

  /** Classes whose frames every thread of a pool has. */
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
   * The monitors that its frames hold, innermost first, each once, without a monitor at which it
   * waits.
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

  /** Whether it is a thread of a JDK pool, at work or idle. */
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
