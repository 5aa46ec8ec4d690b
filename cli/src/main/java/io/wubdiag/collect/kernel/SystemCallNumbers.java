package io.wubdiag.collect.kernel;

import io.wubdiag.model.SystemCall;
import java.util.List;

/**
 * The numbers, on one architecture, of the system calls that hangs show. From Linux'
 * asm/unistd_64.h (x86-64) and asm-generic/unistd.h (aarch64). A 32-bit process on a 64-bit kernel
 * has other numbers; this is not detected here.
 */
public record SystemCallNumbers(
    List<Long> reads,
    List<Long> writes,
    long fcntl,
    long flock,
    long wait4,
    long waitid,
    long futex,
    List<Long> pauses,
    long openat,
    long open) {
  /**
   * Reads: read, readv, recvfrom, recvmsg. Writes: write, writev, sendto, sendmsg. Pauses: pause,
   * rt_sigsuspend. AArch64 has openat, but no open.
   */
  public static final SystemCallNumbers X86_64 =
      new SystemCallNumbers(
          List.of(0L, 19L, 45L, 47L),
          List.of(1L, 20L, 44L, 46L),
          72,
          73,
          61,
          247,
          202,
          List.of(34L, 130L),
          257,
          2);

  public static final SystemCallNumbers AARCH64 =
      new SystemCallNumbers(
          List.of(63L, 65L, 207L, 212L),
          List.of(64L, 66L, 206L, 211L),
          25,
          32,
          260,
          95,
          98,
          List.of(133L),
          56,
          -2);

  /** For an architecture whose numbers we don't have: no call has these numbers. */
  public static final SystemCallNumbers NONE =
      new SystemCallNumbers(List.of(), List.of(), -2, -2, -2, -2, -2, List.of(), -2, -2);

  public SystemCallNumbers {
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
    pauses = List.copyOf(pauses);
  }

  /** The numbers of the machine that this runs on. */
  public static SystemCallNumbers ofThisMachine() {
    return of(System.getProperty("os.arch", ""));
  }

  /** The numbers of an architecture, named as in the system property {@code os.arch}. */
  public static SystemCallNumbers of(String architecture) {
    if (architecture.equals("amd64") || architecture.equals("x86_64")) {
      return X86_64;
    }
    return architecture.equals("aarch64") ? AARCH64 : NONE;
  }

  public boolean isFutex(SystemCall call) {
    return call.number() == futex;
  }

  /** Whether this call waits for a child process. */
  public boolean waitsForChild(SystemCall call) {
    return call.number() == wait4 || call.number() == waitid;
  }

  /**
   * Whether this call waits without a time limit: a futex without a timeout, a read, a child's end.
   * False for a sleep, and for poll(2) and its variants, whose limit we don't know.
   */
  public boolean waitsForGood(SystemCall call) {
    if (isFutex(call)) {
      return call.arguments().size() > 3 && call.arguments().get(3) == 0;
    }
    long number = call.number();
    return reads.contains(number)
        || writes.contains(number)
        || pauses.contains(number)
        || waitsForChild(call)
        || number == fcntl
        || number == flock;
  }
}
