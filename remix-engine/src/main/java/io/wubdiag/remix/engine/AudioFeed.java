package io.wubdiag.remix.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The audible part of a remix while it is made, over all attempts. Each attempt writes its own
 * file, and readers read the longest one. The same song gives the same bytes, so a reader continues
 * in the second attempt's file where the first one's ended. Before a file replaces another, it is
 * compared with everything that readers may have read. If they differ, readers that have read
 * something get an error instead of two halves that don't fit.
 */
final class AudioFeed {
  private static final int BUFFER = 1 << 16;

  private @Nullable Path file;
  private long bytes;
  private boolean complete;
  private @Nullable String failure;

  /** How often audible bytes had to be taken back. */
  private int version;

  /** Makes the feed of a finished remix. */
  static AudioFeed of(Path file, long bytes) {
    AudioFeed feed = new AudioFeed();
    feed.file = file;
    feed.bytes = bytes;
    feed.complete = true;
    return feed;
  }

  /** The number of audible bytes. */
  synchronized long bytes() {
    return bytes;
  }

  /** The first bytes of a file have been written. */
  void extend(Path from, long upTo) throws IOException {
    advance(from, upTo, false);
  }

  /** The remix is finished, in this file. */
  void complete(Path from, long length) throws IOException {
    advance(from, length, true);
  }

  /** There will be no more bytes. */
  synchronized void fail(String why) {
    if (!complete) {
      failure = why;
      notifyAll();
    }
  }

  private void advance(Path from, long upTo, boolean all) throws IOException {
    while (true) {
      Path former;
      long had;
      synchronized (this) {
        former = file;
        had = bytes;
        if (complete || (!all && upTo <= had)) {
          return;
        }
        if (former == null || former.equals(from)) {
          set(from, upTo, all);
          return;
        }
      }
      boolean same = had <= upTo && startAlike(former, from, had);
      synchronized (this) {
        if (former.equals(file) && had == bytes) {
          version += same ? 0 : 1;
          set(from, upTo, all);
          return;
        }
      }
    }
  }

  private synchronized void set(Path from, long upTo, boolean all) {
    file = from;
    bytes = upTo;
    complete = all;
    notifyAll();
  }

  private static boolean startAlike(Path one, Path other, long length) throws IOException {
    ByteBuffer left = ByteBuffer.allocate(BUFFER);
    ByteBuffer right = ByteBuffer.allocate(BUFFER);
    try (FileChannel first = FileChannel.open(one, StandardOpenOption.READ);
        FileChannel second = FileChannel.open(other, StandardOpenOption.READ)) {
      for (long at = 0; at < length; at += BUFFER) {
        int count = (int) Math.min(BUFFER, length - at);
        if (!fill(first, left, at, count)
            || !fill(second, right, at, count)
            || !left.equals(right)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long at, int count)
      throws IOException {
    buffer.clear().limit(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  /** Opens a reader that starts at a byte. Any thread may close it. */
  InputStream open(long from) {
    return new Reader(from);
  }

  /** Finds the next bytes: their file, position and end. */
  private record Piece(Path file, long end) {}

  private final class Reader extends InputStream {
    private final int opened;
    private long position;
    private @Nullable Path source;
    private @Nullable FileChannel channel;
    private boolean closed;

    Reader(long from) {
      this.position = Math.max(0, from);
      synchronized (AudioFeed.this) {
        this.opened = version;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      Piece piece = await();
      if (piece == null) {
        return -1;
      }
      int count = (int) Math.min(length, piece.end() - position);
      FileChannel open = channel(piece);
      if (open == null) {
        return read(target, offset, length);
      }
      int read = open.read(ByteBuffer.wrap(target, offset, count), position);
      if (read < 0) {
        throw new IOException("the remix is shorter than announced: " + piece.file());
      }
      position += read;
      return read;
    }

    @Override
    public int available() {
      synchronized (AudioFeed.this) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(0, bytes - position));
      }
    }

    private @Nullable Piece await() throws IOException {
      synchronized (AudioFeed.this) {
        while (true) {
          if (closed) {
            throw new IOException("the stream is closed");
          }
          if (version != opened) {
            throw new IOException("the remix came out differently the second time: start again");
          }
          if (file != null && position < bytes) {
            return new Piece(file, bytes);
          }
          if (complete) {
            return null;
          }
          if (failure != null) {
            throw new IOException(failure);
          }
          try {
            AudioFeed.this.wait();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for more of the remix");
          }
        }
      }
    }

    /** Opens the file; null if another file has replaced it meanwhile. */
    private @Nullable FileChannel channel(Piece piece) throws IOException {
      FileChannel open = channel;
      if (open != null && piece.file().equals(source)) {
        return open;
      }
      if (open != null) {
        open.close();
      }
      FileChannel next;
      try {
        next = FileChannel.open(piece.file(), StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        synchronized (AudioFeed.this) {
          if (piece.file().equals(file)) {
            throw new IOException("the remix is no longer kept", e);
          }
          return null;
        }
      }
      synchronized (AudioFeed.this) {
        channel = next;
        source = piece.file();
        if (closed) {
          next.close();
        }
      }
      return next;
    }

    @Override
    public void close() throws IOException {
      FileChannel open;
      synchronized (AudioFeed.this) {
        closed = true;
        open = channel;
        AudioFeed.this.notifyAll();
      }
      if (open != null) {
        open.close();
      }
    }
  }
}
