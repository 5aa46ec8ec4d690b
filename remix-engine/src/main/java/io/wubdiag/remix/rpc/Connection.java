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
 * A connection between two processes, by which each calls methods of the other's objects. Both ends
 * are alike: each exports objects by their interfaces and has proxies of the other's.
 *
 * <p>For an interface's methods, called by its proxy:
 *
 * <ul>
 *   <li>Arguments are written when the call is made, by the thread that makes it. What can't be
 *       sent is refused there, by its name, with {@link IllegalArgumentException}.
 *   <li>Calls run one at a time, in the order in which they were made, by the one thread that each
 *       connection has for that; except for calls within calls, see below.
 *   <li>A call returns what the method returned, or throws the exception of a type that the method
 *       declares, if that has a constructor from a String; otherwise {@link
 *       RemoteFailureException}.
 *   <li>When the peer is gone, all calls throw {@link PeerGoneException}, those that wait at once.
 *   <li>{@link OneWay} methods return when the call is queued. When more than {@value
 *       #WINDOW_BYTES} bytes of them have not run, the caller waits.
 *   <li>Any number of threads may call at the same time.
 * </ul>
 *
 * <p><b>Calls within calls.</b> A call makes the thread that waits for it and the thread that runs
 * it one logical thread: only one of both runs at a time. So it is kept through calls back: a call
 * that is made while one runs, by the thread that runs it, names it, and is run by the thread that
 * waits for it. It calls back in turn, and so on, to any depth: each call is run by a thread that
 * is waiting for just that, whatever else is in line; and it holds the locks that a callback would
 * hold if there were but one process. This is how COM calls re-enter a waiting thread, and the
 * causality that its message filters look at is the name of the outer call.
 *
 * <p>One case is left: nobody waits for a one-way call, so there is no thread to run the calls that
 * are made within one. Nor could they wait in line: two one-way calls that cross, and each call
 * back, would each stand behind the other. Such calls are urgent: they are run by the peer's one
 * thread for calls as soon as that has nothing to run, or itself waits for the peer. Thus whoever
 * waits is always waiting for a thread that runs, or for one that waits and will run just this.
 * What remains is what would hang in one process, too: a method that waits for another thread,
 * which waits for it.
 *
 * <p>In a child of {@code fork(2)} a connection must be opened after the fork, by {@link
 * ConnectionBuilder#open}, and {@link #prepare} should have been called before it.
 */
public final class Connection implements AutoCloseable {
  /** How many bytes of one-way calls may be on their way, for each thread that runs them. */
  static final int WINDOW_BYTES = 1 << 20;

  /** How long to wait for the end of the peer's process after that of the connection. */
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

  /** Why it was closed here; null if it was not. Guarded by this. */
  private @Nullable String closedBecause;

  /** The peer's last word. Only the transport's thread uses it. */
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
   * Begins to make a connection.
   *
   * @param channel a connected socket, which the connection will own
   * @param peer who is at the other end, for errors and names of threads: "worker 3 (pid 4711)"
   */
  public static ConnectionBuilder over(SocketChannel channel, String peer) {
    return new ConnectionBuilder(channel, peer);
  }

  /**
   * Makes ready for connections in children of {@code fork(2)}, and is called before the fork. A
   * child has the one thread that forked: who held a lock of the VM's class loading at that
   * instant, a compiler for one, never lets go of it there. So all that calls need is loaded here,
   * and the child loads nothing, unless a call fails in a way that has never happened here.
   *
   * @param interfaces those that will be called or exported
   */
  public static void prepare(Class<?>... interfaces) throws IOException {
    for (Class<?> type : interfaces) {
      RemoteInterface.of(type).proxy("", (method, arguments) -> null);
    }
    ClassPreloading.run();
  }

  /**
   * Gets a proxy of the object that the peer exports by an interface. It costs nothing to keep, and
   * any number of threads may use it.
   *
   * @throws IllegalArgumentException a method of the interface can't be called from another process
   */
  public <T> T proxy(Class<T> type) {
    return proxy(type, null);
  }

  /**
   * Gets a proxy whose calls end with {@link CallTimeoutException} when they take longer than they
   * may; a one-way call, when it has to wait that long to be sent.
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

  /** Who is at the other end. */
  public String peer() {
    return peer;
  }

  /**
   * Completes when the connection has ended and all calls that came before that have run, with the
   * reason: {@link PeerGoneException#reason()}.
   */
  public CompletableFuture<String> closed() {
    return closed.copy();
  }

  /**
   * Ends the connection. One-way calls that were made before are sent, if the peer takes them
   * within a second. Calls of the peer's that have not begun won't run; one that runs ends by
   * itself.
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

  /** Ends the connection soon. */
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

  // What comes; all by the transport's thread.

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
