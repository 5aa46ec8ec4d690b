package io.wubdiag.collect.kernel;

import io.wubdiag.model.SystemCall;

/**
 * The numbers, on one architecture, of the system calls that a hang is seen in. From Linux'
 * asm/unistd_64.h (x86-64) and asm-generic/unistd.h (aarch64). A 32-bit process on a 64-bit kernel
 * has other ones, which are not told apart here.
 */
public record SystemCallNumbers(
    long read, long write, long fcntl, long flock, long wait4, long waitid, long futex) {
  public static final SystemCallNumbers X86_64 = new SystemCallNumbers(0, 1, 72, 73, 61, 247, 202);
  public static final SystemCallNumbers AARCH64 =
      new SystemCallNumbers(63, 64, 25, 32, 260, 95, 98);

  /** For an architecture that we have no numbers of: no call has these. */
  public static final SystemCallNumbers NONE = new SystemCallNumbers(-2, -2, -2, -2, -2, -2, -2);

  /** Those of the machine that this runs on. */
  public static SystemCallNumbers ofThisMachine() {
    return of(System.getProperty("os.arch", ""));
  }

  /** Those of an architecture as the system property {@code os.arch} names it. */
  public static SystemCallNumbers of(String architecture) {
    if (architecture.equals("amd64") || architecture.equals("x86_64")) {
      return X86_64;
    }
    return architecture.equals("aarch64") ? AARCH64 : NONE;
  }

  public boolean isFutex(SystemCall call) {
    return call.number() == futex;
  }
}
