package io.wubdiag.serviceability;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The stack pointers of tasks that no listed thread names as its own. In a forked process, the
 * forked thread's stack pointer tells which listed thread it is. It is the last field but one of
 * {@code /proc/PID/task/TID/syscall} (proc_pid_syscall(5)). The file shows it only for a task that
 * does not run, so it is read together with the rest.
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

  /** The task that runs on this thread's stack; the thread's own recorded task if none does. */
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
      return 0; // the task has ended, runs, or may not be read
    }
  }
}
