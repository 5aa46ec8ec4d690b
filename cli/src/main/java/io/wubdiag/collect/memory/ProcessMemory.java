package io.wubdiag.collect.memory;

import io.wubdiag.model.Attempt;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * The memory of a live process, by {@code /proc/PID/mem} (proc_pid_mem(5)). Reading it neither
 * stops the process nor lets it notice. It takes the right to trace the process ({@code
 * PTRACE_MODE_ATTACH}, ptrace(2)), which the kernel checks when the file is opened; the open file
 * stays bound to that program, also when the pid is given to another process.
 */
final class ProcessMemory implements Memory, Closeable {
  /**
   * The kernel never maps the first page, and no user address reaches up here on any 64-bit Linux.
   */
  private static final long LOWEST = 4096;

  private static final long HIGHEST = 1L << 57;

  private final RandomAccessFile file;

  private ProcessMemory(RandomAccessFile file) {
    this.file = file;
  }

  static ProcessMemory open(long pid) throws UnreadableMemory {
    File directory = new File("/proc", Long.toString(pid));
    try {
      return new ProcessMemory(new RandomAccessFile(new File(directory, "mem"), "r"));
    } catch (IOException e) {
      if (!directory.exists()) {
        throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
      }
      throw new UnreadableMemory(
          Attempt.Outcome.NOT_PERMITTED,
          "its memory may not be read: run as root or as its user, with CAP_SYS_PTRACE in a container");
    }
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws UnreadableMemory {
    if (address < LOWEST || address >= HIGHEST) {
      throw UnreadableMemory.implausible("not an address");
    }
    try {
      file.seek(address);
      int done = 0;
      while (done < length) {
        int count = file.read(into, offset + done, length - done);
        if (count <= 0) {
          // The memory of a process that has ended, or that runs another program by now, reads as
          // empty.
          throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
        }
        done += count;
      }
    } catch (IOException e) {
      throw UnreadableMemory.implausible("not mapped");
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
