package io.wubdiag.collect.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The files that a process has mapped ({@code /proc/PID/maps}, proc_pid_maps(5)). */
public final class MemoryMap {
  private static final int PIECE = 1 << 16;
  private static final String DELETED = " (deleted)";

  /**
   * A mapping of a file.
   *
   * @param address where it begins
   * @param device as {@code maps} prints it, {@code 08:01}
   * @param path of the file, as the process' own mount namespace names it
   * @param deleted whether the file was deleted or replaced since
   */
  public record Mapping(long address, String device, String inode, String path, boolean deleted) {}

  private MemoryMap() {}

  /** The mappings of files whose paths contain that text, by address. */
  public static List<Mapping> of(Machine machine, long pid, String wanted) throws IOException {
    return parse(text(machine, pid), wanted);
  }

  /** The text of the file. */
  private static String text(Machine machine, long pid) throws IOException {
    try (ReadableFile file = machine.open("/proc/" + pid + "/maps")) {
      ByteArrayOutputStream text = new ByteArrayOutputStream(PIECE);
      byte[] piece = new byte[PIECE];
      for (int count; (count = file.read(text.size(), piece, 0, PIECE)) > 0; ) {
        text.write(piece, 0, count);
      }
      return text.toString(StandardCharsets.UTF_8);
    }
  }

  /**
   * From the text of {@code maps}, which has thousands of lines in a process of many threads: only
   * those that contain the wanted text are parsed.
   */
  public static List<Mapping> parse(String maps, String wanted) {
    List<Mapping> mappings = new ArrayList<>();
    for (int at = maps.indexOf(wanted); at >= 0; ) {
      int start = maps.lastIndexOf('\n', at) + 1;
      int newline = maps.indexOf('\n', at);
      int end = newline < 0 ? maps.length() : newline;
      int slash = maps.indexOf('/', start);
      if (slash >= 0 && slash < end) {
        add(maps.substring(start, end), slash - start, mappings);
      }
      at = maps.indexOf(wanted, end);
    }
    return mappings;
  }

  private static void add(String line, int slash, List<Mapping> mappings) {
    try {
      int permissions = line.indexOf(' ') + 1;
      int offset = line.indexOf(' ', permissions) + 1;
      int device = line.indexOf(' ', offset) + 1;
      int inode = line.indexOf(' ', device) + 1;
      boolean deleted = line.endsWith(DELETED);
      mappings.add(
          new Mapping(
              Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16),
              line.substring(device, inode - 1),
              line.substring(inode, line.indexOf(' ', inode)),
              line.substring(slash, line.length() - (deleted ? DELETED.length() : 0)),
              deleted));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // This line names no file mapping. The other lines still count.
    }
  }
}
