package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call from the peer that runs here or will run. */
final class ServedCall {
  /** The current thread's innermost call; null if it runs none. */
  private static final ThreadLocal<@Nullable ServedCall> CURRENT = new ThreadLocal<>();

  private final Connection connection;
  private final Message.Call call;
  private final OneWayWindow window;

  /** The call that the thread was running when it began this one. */
  private @Nullable ServedCall outer;

  private volatile boolean ended;

  /**
   * @param window limits the one-way calls that are made within this one
   */
  ServedCall(Connection connection, Message.Call call, OneWayWindow window) {
    this.connection = connection;
    this.call = call;
    this.window = window;
  }

  /** The innermost call over a connection that the current thread runs; null if it runs none. */
  static @Nullable ServedCall current(Connection of) {
    ServedCall at = CURRENT.get();
    while (at != null && at.connection != of) {
      at = at.outer;
    }
    return at;
  }

  /** The number by which nested calls refer to this call. */
  long id() {
    return call.oneWay() ? Message.UNAWAITED : call.id();
  }

  OneWayWindow window() {
    return window;
  }

  /** Whether the call has ended. Its callbacks end with it. */
  boolean hasEnded() {
    return ended;
  }

  String method() {
    return call.method();
  }

  /** Runs the call in the current thread and sends the reply. Throws nothing. */
  void serve() {
    if (connection.hasEnded() && !call.oneWay()) {
      return;
    }
    outer = CURRENT.get();
    CURRENT.set(this);
    FrameBuilder reply;
    try {
      reply = run();
    } catch (Throwable e) {
      // The failure's handler failed as well, or there is no memory left. The peer must not wait
      // for a reply that never comes.
      connection.close("because " + call.method() + " could not be answered: " + e);
      return;
    } finally {
      CURRENT.set(outer);
      ended = true;
    }
    if (call.id() != 0) {
      connection.send(reply);
    }
  }

  private FrameBuilder run() {
    RemoteMethod method = null;
    try {
      Connection.Target target = connection.target(call);
      method = target.method();
      @Nullable Object[] arguments =
          method.readArguments(
              call.arguments(), (type, number) -> connection.callback(type, number, this));
      Object result = method.method().invoke(target.object(), arguments);
      FrameBuilder reply = connection.frame();
      Message.beginReturned(reply, call.id());
      method.writeResult(reply, result);
      return reply;
    } catch (InvocationTargetException e) {
      return failure(method, e.getCause() == null ? e : e.getCause());
    } catch (NotExportedException e) {
      if (call.oneWay()) {
        connection.close("because it called " + call.method() + ", which is not exported");
      }
      return failure(method, e);
    } catch (Throwable e) {
      return failure(method, e);
    }
  }

  private FrameBuilder failure(@Nullable RemoteMethod method, Throwable thrown) {
    if (call.oneWay()) {
      connection.lost(call.method(), thrown);
    }
    String declared = method == null ? "" : declared(method, thrown);
    String trace = stackTrace(thrown);
    FrameBuilder reply = connection.frame();
    try {
      Message.putThrew(
          reply,
          new Message.Threw(
              call.id(), declared, thrown.getClass().getName(), thrown.getMessage(), trace));
      return reply;
    } catch (FrameBuilder.FrameTooLongException e) {
      FrameBuilder shorter = connection.frame();
      Message.putThrew(
          shorter,
          new Message.Threw(
              call.id(), declared, thrown.getClass().getName(), "(too long to be sent)", ""));
      return shorter;
    }
  }

  /** The most specific declared type of an exception, in which it will arrive. */
  private static String declared(RemoteMethod method, Throwable thrown) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type : method.method().getExceptionTypes()) {
      if (type.isInstance(thrown)) {
        types.add(type);
      }
    }
    return types.stream()
        .reduce((a, b) -> a.isAssignableFrom(b) ? b : a)
        .map(Class::getName)
        .orElse("");
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  /** The called method is not exported. */
  static final class NotExportedException extends IOException {
    private static final long serialVersionUID = 1;

    NotExportedException(String method) {
      super(method + " is not exported");
    }
  }
}
