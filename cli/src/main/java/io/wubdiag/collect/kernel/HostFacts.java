package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Host;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts of the host that concern all processes, read once for a capture. */
final class HostFacts {
  /**
   * {@code USER_HZ}, the unit of time in {@code /proc}: 100 on every architecture that HotSpot runs
   * on (asm/param.h).
   */
  private static final int TICKS_PER_SECOND = 100;

  /**
   * The most bytes of {@code /proc/stat} that are read. A line for each processor and a very long
   * line of all interrupts stand before the line that we need.
   */
  private static final int STAT_LIMIT = 4 << 20;

  private final ProcFile file;
  private final LockReader lockReader;
  private @Nullable Host host;
  private @Nullable ControlGroups controlGroups;
  private long bootSeconds = -1;
  private long ownUid = -1;

  HostFacts(Machine machine) {
    this.file = new ProcFile(machine);
    this.lockReader = new LockReader(machine.line("file locks"));
    lockReader.start();
  }

  /** The file locks; null if the deadline passes first. */
  @Nullable FileLocks fileLocks(Deadline deadline) {
    try {
      lockReader.join(Math.max(1, deadline.remaining().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return lockReader.locks;
  }

  /** The kernel that the processes run on. */
  synchronized Host host() {
    Host known = host;
    if (known == null) {
      boolean told =
          file.load("/proc/sys/kernel/random/boot_id") || file.load("/proc/sys/kernel/hostname");
      known = new Host(told ? file.word() : "");
      host = known;
    }
    return known;
  }

  synchronized ControlGroups controlGroups() {
    ControlGroups groups = controlGroups;
    if (groups == null) {
      groups = ControlGroups.read(file);
      controlGroups = groups;
    }
    return groups;
  }

  /**
   * The instant this many clock ticks after the boot ({@code btime}, whole seconds). Two captures
   * give the same instant.
   */
  synchronized Instant afterBoot(long ticks) {
    if (bootSeconds < 0) {
      bootSeconds =
          file.loadAll("/proc/stat", STAT_LIMIT) && file.acceptLine("btime ") ? file.number() : 0;
    }
    return Instant.ofEpochSecond(
        bootSeconds + ticks / TICKS_PER_SECOND,
        ticks % TICKS_PER_SECOND * (1_000_000_000 / TICKS_PER_SECOND));
  }

  /** What to try when we may not read facts of a process of this user. */
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
    if (ownUid < 0 && file.load("/proc/self/status") && file.acceptLine("Uid:")) {
      file.number(); // the real uid
      ownUid = file.number();
    }
    return ownUid;
  }

  /**
   * Reads the file locks in a thread of its own, from the start on. Opening {@code /proc/locks}
   * takes 6 to 17 ms and no work: the kernel waits until every processor has passed a quiescent
   * state ({@code percpu_down_write} in fs/locks.c).
   */
  private static final class LockReader extends Thread {
    private final Machine machine;
    private volatile @Nullable FileLocks locks;

    LockReader(Machine machine) {
      super("wubdiag file locks");
      setDaemon(true);
      this.machine = machine;
    }

    @Override
    public void run() {
      locks = FileLocks.read(new ProcFile(machine));
    }
  }
}
