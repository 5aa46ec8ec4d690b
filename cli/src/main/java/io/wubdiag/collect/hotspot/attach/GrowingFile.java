package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.ReadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The content of a file that another process is still writing. At its end a read waits for more. A
 * pipe would do that too, but would make its writer wait for us.
 */
final class GrowingFile extends InputStream {
  private static final int LOOK_AGAIN_MILLIS = 1;

  private final ReadableFile file;
  private final Deadline deadline;
  private final CountDownLatch whole = new CountDownLatch(1);
  private long position;

  /**
   * Reads the file from its start.
   *
   * @param deadline until which more is waited for; after it, reading fails
   */
  GrowingFile(ReadableFile file, Deadline deadline) {
    this.file = file;
    this.deadline = deadline;
  }

  /** Says that its writer has written all: the stream now ends at the end of the file. */
  void isWhole() {
    whole.countDown();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    boolean all = whole.getCount() == 0;
    int count = readOn(bytes, offset, length);
    while (count < 0 && !all) {
      if (deadline.hasPassed()) {
        throw new IOException("it was not written in time");
      }
      all = isWholeSoon();
      count = readOn(bytes, offset, length);
    }
    return count;
  }

  private int readOn(byte[] bytes, int offset, int length) throws IOException {
    int count = file.read(position, bytes, offset, length);
    position += Math.max(0, count);
    return count;
  }

  private boolean isWholeSoon() throws IOException {
    try {
      return whole.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
