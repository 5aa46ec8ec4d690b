package io.wubdiag.agent.order;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The threads in the graph, by their numbers. Refers to them weakly. */
final class SeenThreads {
  private record SeenThread(int number, String name, WeakReference<Thread> thread) {
    boolean hasEnded() {
      Thread alive = thread.get();
      return alive == null || !alive.isAlive();
    }
  }

  private final WeakIdentityMap<SeenThread> threads = new WeakIdentityMap<>();
  private final Map<Integer, SeenThread> byNumber = new HashMap<>();
  private int last;

  int numberOf(Thread thread) {
    SeenThread known = threads.get(thread);
    if (known == null) {
      known = new SeenThread(++last, thread.getName(), new WeakReference<>(thread));
      threads.put(thread, known);
    }
    byNumber.put(known.number, known);
    return known.number;
  }

  /** The thread's name when it was first seen. */
  String nameOf(int number) {
    SeenThread thread = byNumber.get(number);
    return thread == null ? "" : thread.name;
  }

  /** Drops ended threads, except the given ones, and returns the dropped ones. */
  Set<Integer> forgetEnded(Set<Integer> needed) {
    threads.expunge(thread -> {});
    Set<Integer> over = new HashSet<>();
    for (SeenThread thread : byNumber.values()) {
      if (!needed.contains(thread.number) && thread.hasEnded()) {
        over.add(thread.number);
      }
    }
    byNumber.keySet().removeAll(over);
    return over;
  }
}
