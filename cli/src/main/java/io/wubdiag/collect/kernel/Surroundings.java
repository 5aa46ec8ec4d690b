package io.wubdiag.collect.kernel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What concerns all processes: read once for a capture, and only when it is asked for. */
final class Surroundings {
  /**
   * {@code USER_HZ}, in which {@code /proc} counts time: 100 on every architecture that HotSpot
   * runs on (asm/param.h).
   */
  private static final int TICKS_PER_SECOND = 100;

  /**
   * {@code /proc/stat} has a line for each processor and a very long one for all interrupts before
   * the one that we need.
   */
  private static final int STAT_LIMIT = 4 << 20;

  private final String root;
  private final ProcFile file = new ProcFile();
  private @Nullable FileLocks fileLocks;
  private @Nullable ControlGroups controlGroups;
  private long bootSeconds = -1;
  private long ownUid = -1;

  Surroundings(String root) {
    this.root = root;
  }

  synchronized FileLocks fileLocks() {
    FileLocks locks = fileLocks;
    if (locks == null) {
      locks = FileLocks.read(file, root);
      fileLocks = locks;
    }
    return locks;
  }

  synchronized ControlGroups controlGroups() {
    ControlGroups groups = controlGroups;
    if (groups == null) {
      groups = ControlGroups.read(file, root);
      controlGroups = groups;
    }
    return groups;
  }

  /**
   * The instant that lies so many clock ticks after the boot ({@code btime}, whole seconds); it
   * does not differ between two captures.
   */
  synchronized Instant afterBoot(long ticks) {
    if (bootSeconds < 0) {
      bootSeconds =
          file.loadAll(root + "/stat", STAT_LIMIT) && file.acceptLine("btime ") ? file.number() : 0;
    }
    return Instant.ofEpochSecond(
        bootSeconds + ticks / TICKS_PER_SECOND,
        ticks % TICKS_PER_SECOND * (1_000_000_000 / TICKS_PER_SECOND));
  }

  /** What to try when something of a process of that user may not be read. */
  String remedy(long uid) {
    long own = ownUid();
    if (own == 0) {
      return "root lacks CAP_SYS_PTRACE here; in a container, add it";
    }
    return own == uid
        ? "the process is not dumpable or has privileges: run as root"
        : "run as the process' owner or root";
  }

  private synchronized long ownUid() {
    if (ownUid < 0 && file.load(root + "/self/status") && file.acceptLine("Uid:")) {
      file.number(); // the real one
      ownUid = file.number();
    }
    return ownUid;
  }
}
