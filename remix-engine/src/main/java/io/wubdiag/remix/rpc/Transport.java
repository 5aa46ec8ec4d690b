package io.wubdiag.remix.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives frames over a socket, with one thread.
 *
 * <p>The socket does not block, for three reasons. If an interrupted thread writes to a blocking
 * channel, the channel is closed for all. A blocked write has no timeout. And if the peer does not
 * read, one thread may leave a frame half-written, which another thread must be able to finish.
 *
 * <p>A sender puts the frame into {@code out}. If a thread waits for the frame, the sender also
 * writes as much as the socket takes. The transport's thread writes everything else, many frames at
 * once. It never runs anything that may wait, so it always reads, and two peers that both send a
 * lot never wait for each other. The callers must limit the size of {@code out}: see {@link
 * OneWayWindow}.
 */
final class Transport {
  /** The bytes to write or read at once. */
  private static final int CHUNK_BYTES = 1 << 16;

  /** How long {@link #close()} waits for the peer to take earlier frames. */
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

  /** Receives frames, in the transport's thread. */
  interface Receiver {
    /**
     * @throws MalformedFrameException the connection can't go on
     */
    void received(byte[] frame) throws MalformedFrameException;

    /** The connection has ended: the peer closed it, or this side did. Nothing follows. */
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
   * Sends a frame without waiting. Does nothing if the connection has ended.
   *
   * @param now whether a thread waits for the frame; other frames are sent together later
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

  /** Writes as much as the socket takes. Returns whether that was everything. */
  private boolean flush() {
    try {
      full = !out.writeTo(channel);
    } catch (IOException e) {
      // The peer closed its end. Its earlier frames must still be read, up to the end of the
      // stream.
      out.clear();
      full = false;
    }
    return !full;
  }

  /** Ends the connection when the peer has taken all frames, but after a second at the latest. */
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

  /** Waits for work and does it. Returns false at the end. */
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

  /** Reads what has arrived. Returns false at the end of the stream. */
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
