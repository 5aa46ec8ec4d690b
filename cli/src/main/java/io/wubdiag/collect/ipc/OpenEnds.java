package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcFile;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes that have certain pipes and sockets open, found in one pass over the descriptors of
 * all processes. A descriptor costs about 10 µs, so the pass is made only if a thread is blocked at
 * a pipe or socket.
 */
public final class OpenEnds {
  /** Access modes in {@code flags}, fcntl.h: read only is 0. */
  private static final int WRITE_ONLY = 1;

  private static final int ACCESS_MODE = 3;

  /** The result without a search. */
  public static final OpenEnds NONE = new OpenEnds();

  private final Map<String, List<End>> ends = new HashMap<>();
  private boolean complete = true;

  private OpenEnds() {}

  /**
   * A process that has the file open.
   *
   * @param reads whether one of its descriptors can be read from
   * @param writes whether one of its descriptors can be written to
   */
  public record End(long pid, boolean reads, boolean writes) {}

  /**
   * Searches for these files, by their names in {@code /proc/PID/fd}.
   *
   * @param targets {@code pipe:[INODE]}, {@code socket:[INODE]}, paths
   */
  public static OpenEnds find(Set<String> targets, ProcessTable table, Deadline deadline) {
    OpenEnds found = new OpenEnds();
    ProcFile file = new ProcFile(table.machine());
    for (ListedProcess process : table.all()) {
      if (deadline.hasPassed()) {
        found.complete = false;
        break;
      }
      found.add(table.machine(), "/proc/" + process.pid(), process.pid(), targets, file);
    }
    return found;
  }

  /** Ends that are known already. */
  public static OpenEnds of(Map<String, List<End>> known, boolean complete) {
    OpenEnds ends = new OpenEnds();
    ends.ends.putAll(known);
    ends.complete = complete;
    return ends;
  }

  /** The processes that have this file open, each once. */
  public List<End> of(String target) {
    return ends.getOrDefault(target, List.of());
  }

  /** Whether the descriptors of all processes could be read. */
  public boolean complete() {
    return complete;
  }

  private void add(Machine machine, String process, long pid, Set<String> targets, ProcFile file) {
    String directory = process + "/fd";
    String[] names = machine.list(directory);
    if (names == null) {
      complete &= !machine.exists(directory);
      return;
    }
    Map<String, End> ofProcess = new HashMap<>();
    for (String name : names) {
      String target;
      try {
        target = machine.readLink(directory + "/" + name);
      } catch (IOException closedMeanwhile) {
        continue;
      }
      if (!targets.contains(target)) {
        continue;
      }
      int mode = accessMode(file, process + "/fdinfo/" + name);
      End before = ofProcess.getOrDefault(target, new End(pid, false, false));
      ofProcess.put(
          target, new End(pid, before.reads() || mode != WRITE_ONLY, before.writes() || mode != 0));
    }
    ofProcess.forEach(
        (target, end) -> {
          List<End> all = ends.get(target);
          if (all == null) {
            all = new ArrayList<>();
            ends.put(target, all);
          }
          all.add(end);
        });
  }

  /** The access mode: the last two bits of {@code flags}, an octal number. */
  private static int accessMode(ProcFile file, String fdinfo) {
    if (!file.load(fdinfo) || !file.acceptLine("flags:")) {
      return WRITE_ONLY | 2;
    }
    return (int) file.number() % 10 & ACCESS_MODE;
  }
}
