package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection between two processes, over which each calls methods of the other's objects. Both
 * ends are alike: each exports objects by their interfaces, and has proxies of the other's objects.
 *
 * <p>For the methods of an interface, called through its proxy:
 *
 * <ul>
 *   <li>The calling thread writes the arguments during the call. An argument that can't be sent
 *       makes the call throw {@link IllegalArgumentException} with the argument's name.
 *   <li>Each connection has one thread that runs calls, one at a time, in the order in which they
 *       were made. Nested calls are an exception, see below.
 *   <li>A call returns what the method returned. If the method threw an exception of a declared
 *       type that has a constructor with a String, the call throws such an exception; otherwise it
 *       throws {@link RemoteFailureException}.
 *   <li>When the peer is gone, all calls throw {@link PeerGoneException}, waiting calls at once.
 *   <li>{@link OneWay} methods return when the call is queued. While more than {@value
 *       #WINDOW_BYTES} bytes of one-way calls have not run, the caller waits.
 *   <li>Any number of threads may call at the same time.
 * </ul>
 *
 * <p><b>Nested calls.</b> The thread that waits for a call and the thread that runs it are one
 * logical thread: only one of them runs at a time. A nested call keeps this so. If the thread that
 * runs a call makes another call back, that call names the outer one, and the thread that waits for
 * the outer one runs it. This holds to any depth. So a nested call never waits for other calls in
 * the queue, and it runs with the locks that a callback within one process would hold. COM calls
 * re-enter a waiting thread in the same way; the outer call's name is the causality that COM's
 * message filters use.
 *
 * <p>One case is left: no thread waits for a one-way call, so none can run the calls that are made
 * within it. They can't wait in the queue: of two one-way calls that cross and each call back, each
 * would wait behind the other. Such calls are urgent: the peer's thread for calls runs them as soon
 * as it has nothing to run, or waits for the other side itself. So a waiting caller always waits
 * for a running thread, or for a waiting thread that will run just this call. Only what would hang
 * in one process hangs here, too: a method that waits for another thread, which waits for the
 * method.
 *
 * <p>In a child of {@code fork(2)}, open a connection after the fork, by {@link
 * ConnectionBuilder#open}; call {@link #prepare} before the fork.
 */
public final class Connection implements AutoCloseable {
  /** The bytes of one-way calls that may be on their way, for each thread that runs them. */
  static final int WINDOW_BYTES = 1 << 20;

  /** How long to wait for the end of the peer's process after the end of the connection. */
  private static final long EXIT_MILLIS = 200;

  private static final long CLOSE_MILLIS = 2_000;

  private final String peer;
  private final int maxFrameBytes;
  private final @Nullable CompletableFuture<String> exit;
  private final BiConsumer<String, Throwable> lostFailures;
  private final Map<String, Target> exports = new HashMap<>();
  private final Transport transport;
  private final Dispatcher dispatcher;
  private final OutgoingCalls outgoing;
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final OneWayWindow unawaited = new OneWayWindow(WINDOW_BYTES);

  /** Why this side closed the connection; null if it did not. Guarded by this. */
  private @Nullable String closedBecause;

  /** The reason that the peer gave for closing. Only the transport's thread uses it. */
  private @Nullable String farewell;

  /** A method of an object that the peer may call. */
  record Target(RemoteMethod method, Object object) {}

  Connection(ConnectionBuilder builder) throws IOException {
    this.peer = builder.peer;
    this.maxFrameBytes = builder.maxFrameBytes;
    this.exit = builder.exit;
    this.lostFailures = builder.lostFailures;
    for (Exported exported : builder.exports) {
      for (RemoteMethod method : exported.type().methods()) {
        exports.put(method.key(), new Target(method, exported.object()));
      }
    }
    this.dispatcher = new Dispatcher(peer, this::finish);
    this.outgoing = new OutgoingCalls(this, dispatcher);
    this.transport =
        new Transport(
            builder.channel,
            peer,
            maxFrameBytes,
            new Transport.Receiver() {
              @Override
              public void received(byte[] frame) throws MalformedFrameException {
                Connection.this.received(Message.read(frame));
              }

              @Override
              public void ended(@Nullable Exception cause) {
                Connection.this.ended(cause);
              }
            });
  }

  /**
   * Starts the settings of a connection.
   *
   * @param channel a connected socket, which the connection will own
   * @param peer the name of the other end, for errors and thread names: "worker 3 (pid 4711)"
   */
  public static ConnectionBuilder over(SocketChannel channel, String peer) {
    return new ConnectionBuilder(channel, peer);
  }

  /**
   * Prepares this process for connections in children of {@code fork(2)}. Call it before the fork.
   * A child has only the thread that forked. If another thread, such as a compiler, held a lock of
   * the VM's class loading at that instant, it stays locked in the child. So this method loads
   * everything that calls need, and the child loads nothing, except for failures of a kind that has
   * never occurred here.
   *
   * @param interfaces the interfaces that children will call or export
   */
  public static void prepare(Class<?>... interfaces) throws IOException {
    for (Class<?> type : interfaces) {
      RemoteInterface.of(type).proxy("", (method, arguments) -> null);
    }
    ClassPreloading.run();
  }

  /**
   * Gets a proxy of the object that the peer exports by an interface. A proxy costs nothing to
   * keep, and any number of threads may use it.
   *
   * @throws IllegalArgumentException a method of the interface can't be called from another process
   */
  public <T> T proxy(Class<T> type) {
    return proxy(type, null);
  }

  /**
   * Gets a proxy whose calls throw {@link CallTimeoutException} after a timeout. A one-way call
   * throws it when it has to wait that long before it can be sent.
   */
  public <T> T proxy(Class<T> type, @Nullable Duration timeout) {
    return type.cast(
        RemoteInterface.of(type)
            .proxy(
                type.getSimpleName() + " of " + peer,
                (method, arguments) -> outgoing.call(method, arguments, timeout, 0, null)));
  }

  void start() {
    dispatcher.start();
    transport.start();
  }

  /** Gets the proxy of an object that the peer passed as a callback. */
  Object callback(RemoteInterface type, long number, ServedCall passedTo) {
    return type.proxy(
        type.type().getSimpleName() + " of " + peer,
        (method, arguments) -> outgoing.call(method, arguments, null, number, passedTo));
  }

  /** The name of the other end. */
  public String peer() {
    return peer;
  }

  /**
   * Completes with the reason, {@link PeerGoneException#reason()}, when the connection has ended
   * and all calls received before have run.
   */
  public CompletableFuture<String> closed() {
    return closed.copy();
  }

  /**
   * Ends the connection. Earlier one-way calls are sent if the peer takes them within a second. The
   * peer's calls that have not begun don't run; a running call ends by itself.
   */
  @Override
  public void close() {
    close("");
    try {
      if (Thread.currentThread() != transport.thread()) {
        transport.thread().join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts to end the connection. */
  void close(String because) {
    synchronized (this) {
      if (closedBecause != null) {
        return;
      }
      closedBecause = because;
    }
    FrameBuilder last = frame();
    Message.putFarewell(last, because);
    send(last);
    transport.close();
  }

  boolean hasEnded() {
    return outgoing.gone() != null;
  }

  FrameBuilder frame() {
    return new FrameBuilder(maxFrameBytes);
  }

  /** Sends a frame at once, since a thread of the peer waits for it. */
  void send(FrameBuilder frame) {
    transport.send(frame, true);
  }

  /** Sends a frame when there are enough to send, since no thread waits for it. */
  void sendOneWay(FrameBuilder frame) {
    transport.send(frame, false);
  }

  void lost(String method, Throwable thrown) {
    lostFailures.accept(method, thrown);
  }

  Target target(Message.Call call) throws IOException {
    if (call.callback() == 0) {
      Target target = exports.get(call.method());
      if (target == null) {
        throw new ServedCall.NotExportedException(call.method());
      }
      return target;
    }
    Exported exported = outgoing.callback(call.callback());
    RemoteMethod method = exported == null ? null : exported.type().method(call.method());
    if (exported == null || method == null) {
      throw new IOException("the call that passed the callback has ended: " + call.method());
    }
    return new Target(method, exported.object());
  }

  // Incoming messages; only the transport's thread calls these methods.

  private void received(Message message) throws MalformedFrameException {
    if (message instanceof Message.Call call) {
      route(call);
    } else if (message instanceof Message.Returned returned) {
      outgoing.replied(returned.id(), message);
    } else if (message instanceof Message.Threw threw) {
      outgoing.replied(threw.id(), message);
    } else if (message instanceof Message.Farewell last) {
      farewell = last.reason();
    }
  }

  private void route(Message.Call call) {
    ServedCall served = served(call);
    if (call.within() == Message.NOWHERE) {
      dispatcher.offerInTurn(served);
    } else if (!outgoing.offerNested(call.within(), served)) {
      dispatcher.offerUrgent(served);
    }
  }

  private ServedCall served(Message.Call call) {
    return new ServedCall(this, call, call.oneWay() ? unawaited : new OneWayWindow(WINDOW_BYTES));
  }

  private void ended(@Nullable Exception cause) {
    outgoing.end(reason(cause));
    synchronized (this) {
      if (closedBecause != null) {
        dispatcher.endNow();
      } else {
        dispatcher.end();
      }
    }
  }

  private String reason(@Nullable Exception cause) {
    synchronized (this) {
      if (closedBecause != null) {
        return ("was disconnected here " + closedBecause).strip();
      }
    }
    if (cause instanceof MalformedFrameException) {
      return "was disconnected here because it sent " + cause.getMessage();
    }
    if (farewell != null) {
      return ("closed the connection " + farewell).strip();
    }
    if (exit != null) {
      try {
        return exit.get(EXIT_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        return "closed the connection, and has not ended yet";
      }
    }
    return "closed the connection without a word"
        + (cause == null ? "" : " (" + cause.getMessage() + ")");
  }

  private void finish() {
    closed.complete(String.valueOf(outgoing.gone()));
  }
}
