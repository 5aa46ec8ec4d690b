package io.wubdiag.analyse;

import io.wubdiag.model.LogCall;
import io.wubdiag.model.LogCall.Phase;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;

/** Words what a log call is at: whether it is the lock or the sink that holds it up. */
final class LogWords {
  private LogWords() {}

  /** {@code "mixer" has been writing to FILE (…FileAppender) for 41 s: it is the sink …}. */
  static String state(ThreadSnapshot thread, LogCall call) {
    String name = Words.name(thread.ref());
    String seconds = " for " + call.phaseFor().toSeconds() + " s";
    String of = of(call);
    String first = call.forkedCalls() == 1 ? ", the first log call of this forked process" : "";
    return switch (phase(thread, call)) {
      case SINK ->
          name + " writes to " + of + seconds + ": the sink holds it up, not a lock" + first;
      case LOCK ->
          name
              + " waits for the lock of "
              + of
              + seconds
              + ": the lock holds it up, not the sink"
              + first;
      case FORMAT -> name + " formats a record for " + of + seconds + first;
      case CALLED -> name + " is in a call of " + of + seconds + first;
    };
  }

  static String lock(ThreadSnapshot thread, String site) {
    return Words.name(thread.ref()) + " logs while it holds a lock that it took at " + site;
  }

  /** A call that was just made, by a thread that waits to enter a monitor, waits for the lock. */
  private static Phase phase(ThreadSnapshot thread, LogCall call) {
    Wait wait = thread.waitsFor();
    boolean enters = wait != null && wait.kind() == Wait.Kind.ENTER_MONITOR;
    return call.phase() == Phase.CALLED && enters ? Phase.LOCK : call.phase();
  }

  private static String of(LogCall call) {
    String name = call.appender().isEmpty() ? call.className() : call.appender();
    String type = call.appender().isEmpty() ? "" : " (" + call.className() + ")";
    return name + type + (call.sink() == null ? "" : ", " + call.sink() + ",");
  }
}
