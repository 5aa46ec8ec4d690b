package io.wubdiag.remix.rpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread that runs the peer's calls, except those that a waiting thread runs. */
final class Dispatcher extends Thread {
  private final Queue<ServedCall> inTurn = new ConcurrentLinkedQueue<>();
  private final Queue<ServedCall> urgent = new ConcurrentLinkedQueue<>();
  private final Runnable atEnd;
  private volatile boolean ended;

  /**
   * @param atEnd runs last
   */
  Dispatcher(String peer, Runnable atEnd) {
    super("rpc-calls " + peer);
    setDaemon(true);
    this.atEnd = atEnd;
  }

  /** Queues a call behind all earlier ones. */
  void offerInTurn(ServedCall call) {
    inTurn.add(call);
    LockSupport.unpark(this);
  }

  /** Queues a call to run as soon as the running call ends or waits for the peer. */
  void offerUrgent(ServedCall call) {
    urgent.add(call);
    LockSupport.unpark(this);
  }

  @Nullable ServedCall pollUrgent() {
    return urgent.poll();
  }

  /** Ends the thread when all calls have run. */
  void end() {
    ended = true;
    LockSupport.unpark(this);
  }

  /** Ends the thread when the running call has returned. */
  void endNow() {
    ended = true;
    inTurn.clear();
    urgent.clear();
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    try {
      while (true) {
        boolean last = ended;
        ServedCall call = urgent.poll();
        if (call == null) {
          call = inTurn.poll();
        }
        if (call != null) {
          call.serve();
        } else if (last) {
          return;
        } else {
          LockSupport.park(this);
        }
        // Clear an interrupt that a call left behind: it would keep this thread from parking.
        Thread.interrupted();
      }
    } finally {
      atEnd.run();
    }
  }
}
