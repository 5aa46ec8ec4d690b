package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Does once, between two ends in this process, all that a connection does: so the classes for it
 * are loaded and linked, and what the VM makes of a method that is called often is made.
 */
final class Rehearsal {
  /** More than the calls after which the VM makes classes for reflection and method handles. */
  private static final int TIMES = 150;

  private Rehearsal() {}

  /** A piece of what calls are made of. */
  record Piece(String name, int number, List<Double> list, byte[] bytes, Thread.State state) {}

  interface Part {
    Piece play(Piece piece, @Callback Part audience) throws IOException;

    @OneWay
    void note(String text);

    void applaud();
  }

  /** Plays, and calls its audience back. */
  private static final class Player implements Part {
    @Override
    public Piece play(Piece piece, Part audience) throws IOException {
      if (piece.number() % 3 == 0) {
        throw new IOException("a wrong note");
      }
      audience.note(piece.name());
      audience.applaud();
      return piece;
    }

    @Override
    public void note(String text) {}

    @Override
    public void applaud() {}
  }

  static void play() throws IOException {
    SocketPair pair = SocketPair.open();
    CompletableFuture<String> exit = CompletableFuture.completedFuture("has ended");
    try (Connection first =
            Connection.over(pair.first(), "rehearsal 1").export(Part.class, new Player()).open();
        Connection second = Connection.over(pair.second(), "rehearsal 2").exit(exit).open()) {
      Part part = second.proxy(Part.class, Duration.ofMinutes(1));
      Player audience = new Player();
      for (int i = 0; i < TIMES; i++) {
        Piece piece = new Piece("fugue", i, List.of(1.0), new byte[1], Thread.State.NEW);
        try {
          part.play(piece, audience);
        } catch (IOException e) {
          // Each third is to fail.
        }
        part.note("thank you");
      }
      first.close();
      try {
        part.applaud();
      } catch (PeerGoneException e) {
        // As it should.
      }
    }
  }
}
