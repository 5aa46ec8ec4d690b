package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.ReadableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Looks in {@code /proc/PID/maps} for a mapped file called {@code libjvm.so}. A process with such a
 * mapping is a JVM, whatever its executable is.
 *
 * <p>The file has a line for each mapping, so thousands of lines in a process of many threads. A
 * process without a JVM makes us read it to its end. So the search is Horspool's, which looks at
 * every tenth byte, piece by piece.
 */
final class LibjvmSearch {
  private static final byte[] WANTED = "/libjvm.so".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);
  private static final int LAST = WANTED.length - 1;
  private static final byte[] SKIP = skips();

  /** Holds several lines. The longest line has a path of {@code PATH_MAX}, 4,096 bytes. */
  private final byte[] bytes = new byte[16 * 1024];

  private int length;

  /**
   * The path of the first such mapping, in the process' own mount namespace. {@code " (deleted)"}
   * follows if the file was deleted or replaced since.
   *
   * @return null if there is none (by the deadline)
   * @throws IOException if the file can't be read
   */
  @Nullable String find(Machine machine, String mapsFile, Deadline deadline) throws IOException {
    length = 0;
    long position = 0;
    try (ReadableFile file = machine.open(mapsFile)) {
      int count;
      while ((count = file.read(position, bytes, length, bytes.length - length)) > 0) {
        position += count;
        length += count;
        int whole = endOfLastLine();
        String path = findIn(whole);
        if (path != null || deadline.hasPassed()) {
          return path;
        }
        int rest =
            whole == 0 && length == bytes.length
                ? 0
                : length - whole; // a line that never ends is dropped
        System.arraycopy(bytes, length - rest, bytes, 0, rest);
        length = rest;
      }
    }
    return null;
  }

  private @Nullable String findIn(int end) {
    int at = LAST;
    while (at < end) {
      if (bytes[at] == 'o' && matches(WANTED, at - LAST)) {
        int behind = at + 1;
        if (matches(DELETED, behind)) {
          behind += DELETED.length;
        }
        if (bytes[behind] == '\n') {
          return pathTo(at, behind);
        }
      }
      at += SKIP[bytes[at] & 0xff];
    }
    return null;
  }

  /**
   * The path on the line of this byte. It starts at the first slash; only numbers and flags stand
   * before.
   */
  private String pathTo(int at, int end) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    while (bytes[start] != '/') {
      start++;
    }
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  private boolean matches(byte[] text, int start) {
    if (start + text.length >= length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes[start + i] != text[i]) {
        return false;
      }
    }
    return true;
  }

  private int endOfLastLine() {
    int end = length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /** How far the search may move on, by the byte under the last character of the wanted text. */
  private static byte[] skips() {
    byte[] skips = new byte[256];
    Arrays.fill(skips, (byte) WANTED.length);
    for (int i = 0; i < LAST; i++) {
      skips[WANTED[i]] = (byte) (LAST - i);
    }
    return skips;
  }
}
