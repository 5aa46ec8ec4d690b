package io.wubdiag.serviceability;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The stack pointers of tasks that no listed thread names as its own: in a forked process, the one
 * of the thread that was forked tells which of those listed it is. The last field but one of {@code
 * /proc/PID/task/TID/syscall} (proc_pid_syscall(5)), which shows it for a task that does not run;
 * so they are read with the rest.
 */
final class StackPointers {
  private final Map<Integer, Long> byTask = new LinkedHashMap<>();

  StackPointers(int pid, Set<Integer> known) {
    String directory = "/proc/" + pid + "/task/";
    String[] names = new File(directory).list();
    for (String name : names == null ? new String[0] : names) {
      int task = Integer.parseInt(name);
      long stackPointer = known.contains(task) ? 0 : read(directory + name + "/syscall");
      if (stackPointer != 0) {
        byTask.put(task, stackPointer);
      }
    }
  }

  /** The task that runs on that thread's stack; the one it names itself if none of these does. */
  int taskOf(ListedThread thread) {
    for (Map.Entry<Integer, Long> entry : byTask.entrySet()) {
      if (thread.hasOnStack(entry.getValue())) {
        return entry.getKey();
      }
    }
    return thread.task();
  }

  void print(Lines lines) {
    for (Map.Entry<Integer, Long> entry : byTask.entrySet()) {
      lines.start("task").number(entry.getKey()).address(entry.getValue()).end();
    }
  }

  private static long read(String path) {
    try (FileInputStream in = new FileInputStream(path)) {
      String line = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).strip();
      int end = line.lastIndexOf(" 0x");
      int start = end < 0 ? -1 : line.lastIndexOf(" 0x", end - 1);
      return start < 0 ? 0 : Long.parseUnsignedLong(line, start + 3, end, 16);
    } catch (IOException | NumberFormatException e) {
      return 0; // it has ended, runs, or may not be looked at
    }
  }
}
