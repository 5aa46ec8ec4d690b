package io.wubdiag.remix.rpc;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The thread that runs the calls which no thread of this process waits for. */
final class Dispatcher extends Thread {
  private final Queue<ServedCall> inTurn = new ConcurrentLinkedQueue<>();
  private final Queue<ServedCall> urgent = new ConcurrentLinkedQueue<>();
  private final Runnable atEnd;
  private volatile boolean ended;

  /**
   * @param atEnd run as the last thing
   */
  Dispatcher(String peer, Runnable atEnd) {
    super("rpc-calls " + peer);
    setDaemon(true);
    this.atEnd = atEnd;
  }

  /** Runs a call after those before it. */
  void offerInTurn(ServedCall call) {
    inTurn.add(call);
    LockSupport.unpark(this);
  }

  /** Runs a call at once, or as soon as the call that runs ends or waits for the peer. */
  void offerUrgent(ServedCall call) {
    urgent.add(call);
    LockSupport.unpark(this);
  }

  @Nullable ServedCall pollUrgent() {
    return urgent.poll();
  }

  /** Ends when all calls have run. */
  void end() {
    ended = true;
    LockSupport.unpark(this);
  }

  /** Ends when the present call has run. */
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
        // A handler's interrupt is its own affair, and would keep this thread from parking.
        Thread.interrupted();
      }
    } finally {
      atEnd.run();
    }
  }
}
