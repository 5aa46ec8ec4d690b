package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Loads and links the classes that calls need: makes calls of every kind between two ends in this
 * process. It makes enough of them that the VM generates the classes that it generates for methods
 * that are called often.
 */
final class ClassPreloading {
  /** How many calls: more than after which the VM generates classes for reflection. */
  private static final int CALLS = 150;

  private ClassPreloading() {}

  /** An argument with a component of each kind that can be sent. */
  record Argument(String name, int number, List<Double> list, byte[] bytes, Thread.State state) {}

  interface Peer {
    Argument pass(Argument argument, @Callback Peer callback) throws IOException;

    @OneWay
    void send(String text);

    void call();
  }

  /** Calls the callback that it is passed, both ways. */
  private static final class Callee implements Peer {
    @Override
    public Argument pass(Argument argument, Peer callback) throws IOException {
      if (argument.number() % 3 == 0) {
        throw new IOException("one call in three fails");
      }
      callback.send(argument.name());
      callback.call();
      return argument;
    }

    @Override
    public void send(String text) {}

    @Override
    public void call() {}
  }

  static void run() throws IOException {
    SocketPair pair = SocketPair.open();
    CompletableFuture<String> exit = CompletableFuture.completedFuture("has ended");
    try (Connection first =
            Connection.over(pair.first(), "preloading 1").export(Peer.class, new Callee()).open();
        Connection second = Connection.over(pair.second(), "preloading 2").exit(exit).open()) {
      Peer peer = second.proxy(Peer.class, Duration.ofMinutes(1));
      Callee callback = new Callee();
      for (int i = 0; i < CALLS; i++) {
        Argument argument = new Argument("text", i, List.of(1.0), new byte[1], Thread.State.NEW);
        try {
          peer.pass(argument, callback);
        } catch (IOException e) {
          // Expected of one call in three.
        }
        peer.send("text");
      }
      first.close();
      try {
        peer.call();
      } catch (PeerGoneException e) {
        // Expected.
      }
    }
  }
}
