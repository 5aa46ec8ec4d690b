package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Where a process has mapped libjvm.so ({@code /proc/PID/maps}, proc_pid_maps(5)). */
public final class LibjvmAddress {
  private static final String NAME = "/libjvm.so";

  private LibjvmAddress() {}

  public static long find(long pid) throws UnreadableMemory {
    String maps;
    try (FileInputStream in =
        new FileInputStream("/proc/".concat(Long.toString(pid)).concat("/maps"))) {
      maps = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (FileNotFoundException e) {
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    } catch (IOException e) {
      throw new UnreadableMemory(Attempt.Outcome.NOT_PERMITTED, "its memory map may not be read");
    }
    return find(maps);
  }

  /**
   * The start of the first line that ends in libjvm's name; one that was deleted since is marked
   * so.
   */
  public static long find(String maps) throws UnreadableMemory {
    for (int at = maps.indexOf(NAME); at >= 0; at = maps.indexOf(NAME, at + 1)) {
      int end = at + NAME.length();
      boolean whole =
          end == maps.length() || maps.charAt(end) == '\n' || maps.startsWith(" (deleted)", end);
      if (whole) {
        int start = maps.lastIndexOf('\n', at) + 1;
        int dash = maps.indexOf('-', start);
        try {
          return Long.parseUnsignedLong(maps, start, dash, 16);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
          throw UnreadableMemory.implausible("its memory map can't be read");
        }
      }
    }
    throw UnreadableMemory.unsupported("it has not loaded libjvm.so");
  }
}
