package io.wubdiag.remix.rpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that was sent and has no reply yet, or a one-way call whose sender wants to know when it
 * has run. Holds the nested calls that the waiting thread must run meanwhile.
 */
final class PendingCall {
  private final String method;

  // Guarded by this.
  private final Queue<ServedCall> nested = new ArrayDeque<>();
  private final Queue<Thread> waiters = new ArrayDeque<>(1);
  private @Nullable Answer answer;
  private boolean abandoned;

  /**
   * @param method the name of the called method, for people
   */
  PendingCall(String method) {
    this.method = method;
  }

  /** How a call ended. */
  sealed interface Answer {
    record Replied(Message reply) implements Answer {}

    /** No reply comes: the connection has ended. */
    record Gone(String reason) implements Answer {}
  }

  String method() {
    return method;
  }

  /**
   * Hands the waiting thread a call that was made within this one. Returns false if no thread waits
   * any more.
   */
  boolean offer(ServedCall call) {
    synchronized (this) {
      if (abandoned) {
        return false;
      }
      nested.add(call);
    }
    wake();
    return true;
  }

  void complete(Answer how) {
    synchronized (this) {
      if (answer != null) {
        return;
      }
      answer = how;
    }
    wake();
  }

  private synchronized void wake() {
    waiters.forEach(LockSupport::unpark);
  }

  synchronized void addWaiter(Thread thread) {
    waiters.add(thread);
  }

  synchronized void removeWaiter(Thread thread) {
    waiters.remove(thread);
  }

  synchronized @Nullable Answer answer() {
    return answer;
  }

  synchronized @Nullable ServedCall pollNested() {
    return nested.poll();
  }

  /** Refuses further nested calls. Returns those that have not run. */
  synchronized Queue<ServedCall> abandon() {
    abandoned = true;
    return new ArrayDeque<>(nested);
  }

  /** The text that a thread dump shows as the waiting thread's blocker. */
  @Override
  public String toString() {
    return "reply of " + method;
  }
}
