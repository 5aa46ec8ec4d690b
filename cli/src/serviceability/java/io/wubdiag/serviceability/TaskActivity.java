package io.wubdiag.serviceability;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much each task of a process has run so far, by counters that grow whenever it gets a
 * processor ({@code /proc/PID/task/TID/schedstat}). Two equal readings of tasks at rest prove that
 * no task ran in between. So the memory was read at one instant, as far as the process itself is
 * concerned.
 *
 * <p>Two tasks of HotSpot are left out. They wake up all the time and change nothing that is read
 * here: the clock of its sampling, and the thread that deflates unused monitors.
 */
final class TaskActivity {
  private static final String[] IRRELEVANT = {"VM Periodic Tas", "Monitor Deflati"};

  private final String readings;
  private final boolean atRest;
  private final boolean stoppable;

  private TaskActivity(String readings, boolean atRest, boolean stoppable) {
    this.readings = readings;
    this.atRest = atRest;
    this.stoppable = stoppable;
  }

  static TaskActivity of(int pid) {
    String directory = "/proc/" + pid + "/task/";
    String[] tasks = new File(directory).list();
    if (tasks == null) {
      return new TaskActivity("", false, false);
    }
    Arrays.sort(tasks);
    StringBuilder readings = new StringBuilder(tasks.length * 40);
    byte[] buffer = new byte[1024];
    boolean atRest = tasks.length > 0;
    boolean stoppable = true;
    for (String task : tasks) {
      String stat = read(directory + task + "/stat", buffer);
      int behindName = stat == null ? -1 : stat.lastIndexOf(')');
      if (stat == null || behindName < 0 || behindName + 2 >= stat.length()) {
        continue; // the task has just ended; the other reading will differ
      }
      char state = stat.charAt(behindName + 2);
      stoppable &= state != 'D';
      if (isIrrelevant(stat.substring(stat.indexOf('(') + 1, behindName))) {
        continue;
      }
      String ran = read(directory + task + "/schedstat", buffer);
      atRest &= ran != null && state != 'R';
      readings.append(task).append(' ').append(ran);
    }
    return new TaskActivity(readings.toString(), atRest, stoppable);
  }

  /** Whether no task was running or runnable, and all counters could be read. */
  boolean isAtRest() {
    return atRest;
  }

  /**
   * Whether no task is in uninterruptible sleep. Such a task would stop when it wakes up, perhaps
   * long after we have gone, and with it the whole process.
   */
  boolean isStoppable() {
    return stoppable;
  }

  private static boolean isIrrelevant(String name) {
    for (String irrelevant : IRRELEVANT) {
      if (name.equals(irrelevant)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String read(String path, byte[] buffer) {
    try (FileInputStream in = new FileInputStream(path)) {
      int length = in.read(buffer);
      return length < 0 ? null : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskActivity activity
        && atRest == activity.atRest
        && readings.equals(activity.readings);
  }

  @Override
  public int hashCode() {
    return readings.hashCode();
  }
}
