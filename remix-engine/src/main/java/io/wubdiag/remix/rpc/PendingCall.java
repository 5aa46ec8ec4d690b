package io.wubdiag.remix.rpc;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that was sent and has no reply yet; or a one-way call whose sender wants to know when it
 * has run. Has what the thread that waits for it is given to do meanwhile.
 */
final class PendingCall {
  private final String method;

  // Guarded by this.
  private final Queue<ServedCall> nested = new ArrayDeque<>();
  private final Queue<Thread> waiters = new ArrayDeque<>(1);
  private @Nullable Answer answer;
  private boolean abandoned;

  /**
   * @param method what is called, for people
   */
  PendingCall(String method) {
    this.method = method;
  }

  /** How a call ended. */
  sealed interface Answer {
    record Replied(Message reply) implements Answer {}

    /** It has not: nobody is there to reply. */
    record Gone(String reason) implements Answer {}
  }

  String method() {
    return method;
  }

  /**
   * Has the thread that waits run a call that was made within this one. Returns whether it will.
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

  /** Takes no more nested calls. Returns those that have not run. */
  synchronized Queue<ServedCall> abandon() {
    abandoned = true;
    return new ArrayDeque<>(nested);
  }

  /** What a thread dump shows as what the thread waits for. */
  @Override
  public String toString() {
    return "reply of " + method;
  }
}
