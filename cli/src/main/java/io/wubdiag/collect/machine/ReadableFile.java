package io.wubdiag.collect.machine;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/** A file that is open for reading, at random. For one thread. */
public interface ReadableFile extends Closeable {
  /**
   * Reads some bytes from that position on.
   *
   * @return how many, at least one; -1 at the end
   */
  int read(long position, byte[] into, int offset, int length) throws IOException;

  /** Its length in bytes; 0 for most files under {@code /proc}. */
  long length() throws IOException;

  /** Reads so many bytes, no fewer. */
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
