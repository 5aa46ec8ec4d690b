package io.wubdiag.agent.events;

import io.wubdiag.agent.bootstrap.ThreadLocks;
import io.wubdiag.agent.bootstrap.Tracing;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Searches for locks whose owner has ended, and reports each once. It reports only locks that name
 * that owner themselves: another lock may have been released in code that is not woven.
 */
public final class OrphanWatch implements Runnable {
  private final AgentEvents events;
  private final Set<ThreadLocks> told = Collections.newSetFromMap(new WeakHashMap<>());

  public OrphanWatch(AgentEvents events) {
    this.events = events;
  }

  /** Searches once. The agent's own thread calls this periodically. */
  @Override
  public void run() {
    Tracing.forEachThread(this::look);
  }

  private void look(ThreadLocks locks) {
    Thread thread = locks.get();
    if (locks.size() == 0 || thread != null && thread.isAlive()) {
      return;
    }
    String name = locks.threadName();
    for (int i = 0; i < locks.size(); i++) {
      Object lock = locks.lock(i);
      if (lock != null && isLockedBy(name, lock) && told.add(locks)) {
        long since = locks.since(i);
        events.orphaned(
            lock,
            Tracing.site(locks.site(i)),
            name,
            since == 0 ? 0 : System.nanoTime() - since,
            "its owner has ended");
      }
    }
  }

  /** Asks the JDK's own {@code toString}; a subclass could return anything. */
  private static boolean isLockedBy(@Nullable String thread, Object lock) {
    Class<?> type = lock.getClass();
    return thread != null
        && (type == ReentrantLock.class || type == ReentrantReadWriteLock.WriteLock.class)
        && lock.toString().endsWith("[Locked by thread " + thread + "]");
  }
}
