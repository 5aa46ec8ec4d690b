package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.model.ProcessState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few fields of {@code /proc/PID/status} and {@code stat} that explain a refusal (proc(5)). */
final class ProcStatus {
  private static final int START_TIME = 22;

  private final String text;

  private ProcStatus(String text) {
    this.text = text;
  }

  static ProcStatus ofProcess(long pid) {
    return new ProcStatus(read("/proc/" + pid + "/status"));
  }

  static ProcStatus ofSelf() {
    return new ProcStatus(read("/proc/self/status"));
  }

  /** The number at that index of the line of that name; -1 if there is none. */
  long number(String name, int index) {
    return number(name, index, 10);
  }

  /** The same, in hexadecimal. */
  long hexadecimal(String name) {
    return number(name, 0, 16);
  }

  private long number(String name, int index, int radix) {
    int at = text.indexOf('\n' + name + ":\t");
    if (at < 0) {
      return -1;
    }
    int start = at + name.length() + 3;
    for (int i = 0; i < index; i++) {
      start = text.indexOf('\t', start) + 1;
    }
    int end = start;
    while (end < text.length() && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return end == start ? -1 : Long.parseUnsignedLong(text.substring(start, end), radix);
  }

  /** When a process started, in clock ticks since boot; -1 if there is none, or a zombie. */
  static long startTicks(long pid) {
    String stat = read("/proc/" + pid + "/stat");
    int at = stat.lastIndexOf(')') + 2;
    if (at < 2 || at >= stat.length() || stat.charAt(at) == 'Z' || stat.charAt(at) == 'X') {
      return -1;
    }
    for (int field = 3; field < START_TIME; field++) {
      at = stat.indexOf(' ', at) + 1;
    }
    return Long.parseLong(stat.substring(at, stat.indexOf(' ', at)));
  }

  /** The state of its first thread; {@link ProcessState#DEAD} if there is none. */
  static ProcessState state(long pid) {
    String stat = read("/proc/" + pid + "/stat");
    int at = stat.lastIndexOf(')') + 2;
    return at < 2 || at >= stat.length() ? ProcessState.DEAD : ProcessState.of(stat.charAt(at));
  }

  static String read(String path) {
    try {
      return Files.readString(Path.of(path), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
