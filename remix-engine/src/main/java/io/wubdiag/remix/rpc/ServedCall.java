package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of the peer's that runs here, or is about to. */
final class ServedCall {
  /** The call that the current thread runs, if it runs one. */
  private static final ThreadLocal<@Nullable ServedCall> CURRENT = new ThreadLocal<>();

  private final Connection connection;
  private final Message.Call call;
  private final OneWayWindow window;

  /** The call that this thread had begun to run when it was given this one. */
  private @Nullable ServedCall outer;

  private volatile boolean ended;

  /**
   * @param window for one-way calls back that are made within this one
   */
  ServedCall(Connection connection, Message.Call call, OneWayWindow window) {
    this.connection = connection;
    this.call = call;
    this.window = window;
  }

  /** The innermost call of a peer's that the current thread runs; null if none. */
  static @Nullable ServedCall current(Connection of) {
    ServedCall at = CURRENT.get();
    while (at != null && at.connection != of) {
      at = at.outer;
    }
    return at;
  }

  /** As calls back refer to it. */
  long id() {
    return call.oneWay() ? Message.UNAWAITED : call.id();
  }

  OneWayWindow window() {
    return window;
  }

  /** Whether it has ended, and callbacks that it was passed with it. */
  boolean hasEnded() {
    return ended;
  }

  String method() {
    return call.method();
  }

  /** Runs it by the current thread and sends the reply. Throws nothing. */
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
      // What was to hear of a failure failed as well, or there is no memory left: the peer must not
      // wait for a reply that never comes.
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

  /** The type among those that a method declares as which its exception is to arrive. */
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

  /** There is nothing by the name that was called. */
  static final class NotExportedException extends IOException {
    private static final long serialVersionUID = 1;

    NotExportedException(String method) {
      super(method + " is not exported");
    }
  }
}
