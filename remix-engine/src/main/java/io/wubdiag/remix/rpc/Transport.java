package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a socket, both ways, by one thread of its own.
 *
 * <p>The socket does not block, for three reasons. A thread that is interrupted while it writes to
 * a blocking channel, or was before, closes it for all. A blocked write has no deadline. And what
 * one caller leaves half-written, since the peer does not read, another thread must be able to
 * finish.
 *
 * <p>Who sends puts the frame into {@code out} and, if somebody waits for it, writes as much as the
 * socket takes; the rest, and frames that nobody waits for, are written by the thread here, many at
 * once. It never runs anything that may wait, so it always reads, and two peers that both send much
 * never wait for each other. How much can be in {@code out} is for the callers to bound: see {@link
 * OneWayWindow}.
 */
final class Transport {
  /** What is written or read at once. */
  private static final int CHUNK_BYTES = 1 << 16;

  /** How long a {@link #close()} waits for the peer to take what was sent before. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SocketChannel channel;
  private final Receiver receiver;
  private final FrameReader frames;
  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer in = ByteBuffer.allocateDirect(CHUNK_BYTES);

  private final OutgoingBytes out = new OutgoingBytes(CHUNK_BYTES);
  // The following are guarded by out.
  private boolean full;
  private boolean ended;
  private long farewellDeadline;
  private boolean closing;

  /** Is told what comes, by the transport's thread. */
  interface Receiver {
    /**
     * @throws MalformedFrameException the connection can't go on
     */
    void received(byte[] frame) throws MalformedFrameException;

    /** No more will be received or sent: the peer closed the connection, or ours was told to. */
    void ended(@Nullable Exception cause);
  }

  Transport(SocketChannel channel, String peer, int maxFrameBytes, Receiver receiver)
      throws IOException {
    this.channel = channel;
    this.receiver = receiver;
    this.frames = new FrameReader(maxFrameBytes);
    channel.configureBlocking(false);
    this.selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
    this.thread = new Thread(this::run, "rpc-socket " + peer);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Sends a frame; does not wait. Does nothing if the connection has ended.
   *
   * @param now whether somebody waits for it: others may wait for company
   */
  void send(FrameBuilder frame, boolean now) {
    boolean wake;
    synchronized (out) {
      if (ended) {
        return;
      }
      boolean first = out.isEmpty();
      out.append(frame.finish(), frame.size());
      wake = first && !now;
      if (!full && (now || out.size() >= CHUNK_BYTES)) {
        wake = !flush();
      }
    }
    if (wake) {
      selector.wakeup();
    }
  }

  /** Writes what the socket takes. Returns whether that was all. */
  private boolean flush() {
    try {
      full = !out.writeTo(channel);
    } catch (IOException e) {
      // The peer closed its end. What it sent before is still to be read, and then the end of it.
      out.clear();
      full = false;
    }
    return !full;
  }

  /** Ends the connection when the peer has taken what was sent, or does not within a second. */
  void close() {
    synchronized (out) {
      if (!closing) {
        closing = true;
        farewellDeadline = System.nanoTime() + FAREWELL_NANOS;
      }
    }
    selector.wakeup();
  }

  Thread thread() {
    return thread;
  }

  private void run() {
    Exception cause = null;
    try (channel;
        selector) {
      serve();
    } catch (Exception e) {
      cause = e;
    } finally {
      synchronized (out) {
        ended = true;
        out.clear();
      }
      receiver.ended(cause);
    }
  }

  private void serve() throws IOException {
    try {
      while (step()) {}
    } catch (MalformedFrameException e) {
      FrameBuilder farewell = new FrameBuilder(CHUNK_BYTES);
      Message.putFarewell(farewell, "because it got " + e.getMessage());
      send(farewell, true);
      throw e;
    }
  }

  /** Waits for something to do and does it. Returns whether there will be more. */
  private boolean step() throws IOException {
    long wait = 0;
    int interest = SelectionKey.OP_READ;
    synchronized (out) {
      boolean flushed = out.isEmpty() || flush();
      if (!flushed) {
        interest |= SelectionKey.OP_WRITE;
      }
      if (closing) {
        long left = farewellDeadline - System.nanoTime();
        if (flushed || left <= 0) {
          return false;
        }
        wait = 1 + TimeUnit.NANOSECONDS.toMillis(left);
      }
    }
    for (SelectionKey key : selector.keys()) {
      key.interestOps(interest);
    }
    selector.select(wait);
    selector.selectedKeys().clear();
    return read();
  }

  /** Reads what there is. Returns whether there may be more later. */
  private boolean read() throws IOException {
    int n;
    do {
      n = channel.read(in.clear());
      in.flip();
      byte[] frame;
      while ((frame = frames.next(in)) != null) {
        receiver.received(frame);
      }
    } while (n == in.capacity());
    if (n < 0 && frames.isInFrame()) {
      throw new MalformedFrameException("only a part of its last frame");
    }
    return n >= 0;
  }
}
