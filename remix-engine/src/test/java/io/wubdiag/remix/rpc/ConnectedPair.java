package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Two connections in this process, each the other's peer. */
record ConnectedPair(Connection parent, Connection worker) implements AutoCloseable {
  /**
   * @param parent sets up the parent's end
   * @param worker sets up the worker's end
   */
  static ConnectedPair open(
      UnaryOperator<ConnectionBuilder> parent, UnaryOperator<ConnectionBuilder> worker)
      throws IOException {
    SocketPair sockets = SocketPair.open();
    return new ConnectedPair(
        parent.apply(Connection.over(sockets.first(), "worker 1")).open(),
        worker.apply(Connection.over(sockets.second(), "the parent")).open());
  }

  /** Has the parent export one object, and the worker nothing. */
  static <T> ConnectedPair exporting(Class<T> type, T object) throws IOException {
    return open(parent -> parent.export(type, object), worker -> worker);
  }

  @Override
  public void close() {
    parent.close();
    worker.close();
  }
}
