package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.NotedLogCall;
import io.wubdiag.collect.machine.Clock;
import io.wubdiag.model.LogCall;
import io.wubdiag.model.LogCall.Phase;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Completes a dump with the log calls that threads are in, if the agent is loaded. */
public final class LogNotes implements DumpStep {
  private final Clock clock;
  private final HotSpotMemory memory;

  public LogNotes(Clock clock, HotSpotMemory memory) {
    this.clock = clock;
    this.memory = memory;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.complete(this::complete);
  }

  private ThreadDump complete(ThreadDump dump) {
    Map<Long, NotedLogCall> calls = new HashMap<>();
    long now = clock.nanoTime();
    for (NotedLogCall call : memory.notedLogCalls()) {
      calls.put(call.javaId(), call);
    }
    if (calls.isEmpty()) {
      return dump;
    }
    List<ThreadSnapshot> threads = new ArrayList<>(dump.threads().size());
    for (ThreadSnapshot thread : dump.threads()) {
      NotedLogCall call = calls.get(thread.ref().javaId());
      threads.add(call == null ? thread : thread.withLogCall(logCall(call, thread, now)));
    }
    return new ThreadDump(threads, dump.resources(), dump.paused(), dump.version());
  }

  private static LogCall logCall(NotedLogCall call, ThreadSnapshot thread, long now) {
    Wait wait = thread.waitsFor();
    boolean enters = wait != null && wait.kind() == Wait.Kind.ENTER_MONITOR;
    // No hook runs before a synchronized method is entered, but the JVM knows the threads that wait
    // there.
    Phase phase = call.phase() == Phase.CALLED && enters ? Phase.LOCK : call.phase();
    return new LogCall(
        call.appender(),
        call.className(),
        call.sink(),
        phase,
        Duration.ofNanos(Math.max(0, now - call.since())),
        call.lockedAt(),
        call.forkedCalls());
  }
}
