package io.wubdiag.render.words;

import io.wubdiag.model.LogCall;
import java.time.Duration;

/** Words what a log call is at: whether it is the lock or the sink that holds it up. */
final class LogWords {
  private LogWords() {}

  /** {@code "mixer" writes to FILE (…FileAppender) …, for 41 s: the sink holds it up …}. */
  static String state(String name, LogCall call) {
    String span = ", for " + span(call.phaseFor());
    String of = of(call);
    String first = call.forkedCalls() == 1 ? ", the first log call of this forked process" : "";
    return switch (call.phase()) {
      case SINK -> name + " writes to " + of + span + ": the sink holds it up, not a lock" + first;
      case LOCK ->
          name
              + " waits for the lock of "
              + of
              + span
              + ": the lock holds it up, not the sink"
              + first;
      case FORMAT -> name + " formats a record for " + of + span + first;
      case CALLED -> name + " is in a call of " + of + span + first;
    };
  }

  private static String span(Duration duration) {
    long millis = duration.toMillis();
    return millis < 10_000 ? millis + " ms" : millis / 1_000 + " s";
  }

  private static String of(LogCall call) {
    String name = call.appender().isEmpty() ? call.className() : call.appender();
    String type = call.appender().isEmpty() ? "" : " (" + call.className() + ")";
    return name + type + (call.sink() == null ? "" : ", " + call.sink());
  }
}
