package io.wubdiag.collect.machine;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/** A file that is open for reading, with random access. Not thread-safe. */
public interface ReadableFile extends Closeable {
  /**
   * Reads some bytes from this position on.
   *
   * @return how many, at least one; -1 at the end
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** The file's length in bytes; 0 for most files under {@code /proc}. */
  long length() throws IOException;

  /** Reads exactly this many bytes. */
  default byte[] readFully(long position, int length) throws IOException {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int count = read(position + done, bytes, done, length - done);
      if (count <= 0) {
        throw new EOFException("cut off");
      }
      done += count;
    }
    return bytes;
  }

  @Override
  void close();
}
