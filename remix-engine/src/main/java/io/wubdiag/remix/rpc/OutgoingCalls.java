package io.wubdiag.remix.rpc;

import io.wubdiag.remix.rpc.PendingCall.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls from this end of a connection to the other: sends them, waits for their replies, and
 * keeps the callbacks that they pass. Any thread may call; only the transport's thread tells of
 * replies and of the end.
 */
final class OutgoingCalls {
  private final Connection connection;
  private final String peer;
  private final Dispatcher dispatcher;

  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, PendingCall> pending = new ConcurrentHashMap<>();
  private final Map<Long, Exported> callbacks = new ConcurrentHashMap<>();
  private final OneWayWindow window = new OneWayWindow(Connection.WINDOW_BYTES);

  /** Why there is no connection any more; null while there is. */
  private volatile @Nullable String gone;

  /**
   * @param dispatcher runs nested calls for which the caller no longer waits
   */
  OutgoingCalls(Connection connection, Dispatcher dispatcher) {
    this.connection = connection;
    this.peer = connection.peer();
    this.dispatcher = dispatcher;
  }

  /**
   * Makes a call and returns its result, or throws the exception that it threw.
   *
   * @param timeout how long it may take; null for any time
   * @param callback the number of the callback to call; 0 for an exported object
   * @param passedTo the call that got the callback; null for an exported object
   */
  @Nullable Object call(
      RemoteMethod method,
      @Nullable Object @Nullable [] arguments,
      @Nullable Duration timeout,
      long callback,
      @Nullable ServedCall passedTo)
      throws Throwable {
    if (passedTo != null && passedTo.hasEnded()) {
      throw new IllegalStateException(
          "%s: the callback was passed to %s, which has returned; a callback ends with its call"
              .formatted(method, passedTo.method()));
    }
    ServedCall within = ServedCall.current(connection);
    if (within == null) {
      within = passedTo;
    }
    Deadline deadline = Deadline.in(timeout);
    long id = method.isOneWay() ? 0 : numbers.incrementAndGet();
    FrameBuilder frame = connection.frame();
    Message.beginCall(
        frame,
        method.isOneWay(),
        id,
        within == null ? Message.NOWHERE : within.id(),
        callback,
        method.key());
    List<Long> passed = new ArrayList<>(0);
    try {
      method.writeArguments(frame, arguments, object -> pass(object, passed));
      if (method.isOneWay()) {
        sendOneWay(frame, method, within == null ? window : within.window(), deadline);
        return null;
      }
      return result(method, await(method, frame, id, deadline));
    } catch (InterruptedException e) {
      throw interrupted(method, e);
    } finally {
      callbacks.keySet().removeAll(passed);
    }
  }

  private long pass(Exported object, List<Long> passed) {
    long number = numbers.incrementAndGet();
    callbacks.put(number, object);
    passed.add(number);
    return number;
  }

  private void sendOneWay(
      FrameBuilder frame, RemoteMethod method, OneWayWindow through, Deadline deadline)
      throws InterruptedException {
    while (true) {
      String reason = gone;
      if (reason != null) {
        throw goneBefore(reason, method);
      }
      OneWayWindow.Admission admission = through.admit(frame.size(), method.toString());
      if (admission.waitFor() != null) {
        if (!serveUntilAnswered(admission.waitFor(), deadline)) {
          throw new CallTimeoutException(
              "%s has not run the one-way calls before %s within %s; this one was not sent"
                  .formatted(peer, method, deadline));
        }
        continue;
      }
      if (admission.ask() != null) {
        long id = numbers.incrementAndGet();
        Message.setCallId(frame, id);
        register(id, admission.ask());
      }
      connection.sendOneWay(frame);
      return;
    }
  }

  private Message await(RemoteMethod method, FrameBuilder frame, long id, Deadline deadline)
      throws InterruptedException {
    String reason = gone;
    if (reason != null) {
      throw goneBefore(reason, method);
    }
    PendingCall call = new PendingCall(method.toString());
    register(id, call);
    try {
      connection.send(frame);
      if (!serveUntilAnswered(call, deadline)) {
        throw new CallTimeoutException(
            "%s has not replied to %s within %s".formatted(peer, method, deadline));
      }
    } finally {
      pending.remove(id);
      call.abandon().forEach(dispatcher::offerUrgent);
    }
    if (call.answer() instanceof Answer.Replied replied) {
      return replied.reply();
    }
    throw new PeerGoneException(
        peer, String.valueOf(gone), method + " was waiting for its reply, and may have run");
  }

  private PeerGoneException goneBefore(String reason, RemoteMethod method) {
    return new PeerGoneException(peer, reason, method + " was not sent");
  }

  private void register(long id, PendingCall call) {
    pending.put(id, call);
    String reason = gone;
    if (reason != null) {
      call.complete(new Answer.Gone(reason));
    }
  }

  /**
   * Waits for a reply, and meanwhile runs the nested calls that are for the current thread. Returns
   * whether the reply came.
   */
  private static boolean serveUntilAnswered(PendingCall call, Deadline deadline)
      throws InterruptedException {
    Thread thread = Thread.currentThread();
    call.addWaiter(thread);
    try {
      while (true) {
        // Look for the reply first: the calls that must run before it came before it.
        boolean answered = call.answer() != null;
        ServedCall next = call.pollNested();
        if (next == null && !answered && thread instanceof Dispatcher dispatcher) {
          next = dispatcher.pollUrgent();
        }
        if (next != null) {
          next.serve();
        } else if (answered) {
          return true;
        } else if (Thread.interrupted()) {
          throw new InterruptedException();
        } else if (deadline.isOver()) {
          return false;
        } else {
          deadline.park(call);
        }
      }
    } finally {
      call.removeWaiter(thread);
    }
  }

  private @Nullable Object result(RemoteMethod method, Message reply) throws Throwable {
    if (reply instanceof Message.Returned returned) {
      try {
        return method.readResult(returned.result());
      } catch (IOException e) {
        throw new RemoteFailureException(
            peer, e.getClass().getName(), e.getMessage(), "what " + method + " returned: " + e);
      }
    }
    Message.Threw threw = (Message.Threw) reply;
    RemoteFailureException failure =
        new RemoteFailureException(peer, threw.className(), threw.message(), threw.stackTrace());
    Throwable declared = method.exception(threw.declared(), threw.message());
    if (declared == null) {
      throw failure;
    }
    declared.addSuppressed(failure);
    throw declared;
  }

  private static Exception interrupted(RemoteMethod method, InterruptedException e) {
    for (Class<?> type : method.method().getExceptionTypes()) {
      if (type.isAssignableFrom(InterruptedException.class)) {
        return e;
      }
    }
    Thread.currentThread().interrupt();
    return new CallInterruptedException("interrupted while waiting for " + method, e);
  }

  /** The callback of that number; null when the call that passed it has ended. */
  @Nullable Exported callback(long number) {
    return callbacks.get(number);
  }

  /** Hands a reply to the caller that waits for it, if it still does. */
  void replied(long id, Message reply) {
    PendingCall call = pending.remove(id);
    if (call != null) {
      call.complete(new Answer.Replied(reply));
    }
  }

  /**
   * Has the thread that waits for a call run a call that was made within it. Returns false when
   * there is no such thread.
   */
  boolean offerNested(long outerId, ServedCall nested) {
    PendingCall outer = pending.get(outerId);
    return outer != null && outer.offer(nested);
  }

  /** Ends all calls: the peer is gone. */
  void end(String reason) {
    gone = reason;
    pending.values().forEach(call -> call.complete(new Answer.Gone(reason)));
    pending.clear();
  }

  /** Why there is no connection any more; null while there is. */
  @Nullable String gone() {
    return gone;
  }
}
