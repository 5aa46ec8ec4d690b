package io.wubdiag.collect.ipc;

import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ThreadSnapshot;
import java.util.HashMap;
import java.util.Map;

/** Maps carriers to the virtual threads that they carry. A carrier does no work of its own. */
final class CarriedThreads {
  private final Map<Long, ThreadSnapshot> byCarrier = new HashMap<>();

  CarriedThreads(ProcessCapture process) {
    if (process instanceof CapturedJvm jvm && !jvm.jvm().virtualThreads().mounted().isEmpty()) {
      Map<Long, ThreadSnapshot> virtual = new HashMap<>();
      for (ThreadSnapshot thread : jvm.threads()) {
        if (thread.virtual()) {
          virtual.put(thread.ref().javaId(), thread);
        }
      }
      jvm.jvm()
          .virtualThreads()
          .mounted()
          .forEach(
              (carrier, javaId) -> {
                ThreadSnapshot carried = virtual.get(javaId);
                if (carried != null) {
                  byCarrier.put(carrier, carried);
                }
              });
    }
  }

  /** The virtual thread that this thread carries, or this thread itself if it carries none. */
  ThreadSnapshot by(ThreadSnapshot thread) {
    return thread.virtual() ? thread : byCarrier.getOrDefault(thread.ref().tid(), thread);
  }
}
