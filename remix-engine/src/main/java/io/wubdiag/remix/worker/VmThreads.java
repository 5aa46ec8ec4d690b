package io.wubdiag.remix.worker;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** HotSpot's own threads in this process: the compiler threads and the VM thread. */
final class VmThreads {
  private static final int STILL_POLLS = 3;
  private static final long POLL_MILLIS = 1;
  private static final int PATIENCE_POLLS = 500;

  private VmThreads() {}

  /**
   * Waits until none of them has run for some milliseconds, but half a second at most: a sleeping
   * thread holds none of the VM's mutexes.
   */
  static void awaitRest() throws InterruptedException {
    Map<String, String> last = Map.of();
    int still = 0;
    for (int poll = 0; poll < PATIENCE_POLLS && still < STILL_POLLS; poll++) {
      Map<String, String> now = switches();
      still = now.equals(last) ? still + 1 : 0;
      last = now;
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** The number of context switches of each thread, by thread id. */
  private static Map<String, String> switches() {
    Map<String, String> switches = new TreeMap<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path task : tasks) {
        String name = Files.readString(task.resolve("comm"));
        if (name.startsWith("C1 Comp")
            || name.startsWith("C2 Comp")
            || name.startsWith("Sweeper")
            || name.startsWith("VM Thread")) {
          String status = Files.readString(task.resolve("status"));
          boolean runs = status.contains("\nState:\tR");
          switches.put(
              task.getFileName().toString(),
              runs
                  ? "runs at " + System.nanoTime()
                  : status.substring(Math.max(0, status.indexOf("voluntary_ctxt_switches"))));
        }
      }
    } catch (IOException e) {
      switches.put("one has just ended", Long.toString(System.nanoTime()));
    }
    return switches;
  }
}
