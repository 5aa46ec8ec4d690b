package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.ProcessIdentity;
import java.io.Closeable;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a live process, by {@code /proc/PID/mem} (proc_pid_mem(5)). Reading it neither
 * stops the process nor lets it notice. It takes the right to trace the process ({@code
 * PTRACE_MODE_ATTACH}, ptrace(2)), which the kernel checks when the file is opened; the open file
 * stays bound to that program, also when the pid is given to another process.
 */
public final class ProcessMemory implements Memory, Closeable {
  /**
   * The kernel never maps the first page, and no user address reaches up here on any 64-bit Linux.
   */
  private static final long LOWEST = 4096;

  private static final long HIGHEST = 1L << 57;

  private final RandomAccessFile file;

  private ProcessMemory(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Opens that process' memory.
   *
   * @throws UnreadableMemory if that is not permitted, or the pid is another process' by now
   */
  public static ProcessMemory open(ProcessIdentity identity) throws UnreadableMemory {
    File directory = new File("/proc", Long.toString(identity.pid()));
    RandomAccessFile file = null;
    try {
      file = new RandomAccessFile(new File(directory, "mem"), "r");
    } catch (IOException e) {
      // Not permitted, or it has ended: a zombie's memory can't be opened either.
    }
    String[] stat = stat(directory);
    boolean ended = stat.length < 20 || stat[0].equals("Z") || stat[0].equals("X");
    if (ended || !stat[19].equals(Long.toString(identity.startTicks()))) {
      closeQuietly(file);
      throw new UnreadableMemory(Attempt.Outcome.VANISHED, "it has ended");
    }
    if (file == null) {
      throw new UnreadableMemory(
          Attempt.Outcome.NOT_PERMITTED,
          "its memory may not be read: run as root or as its user, with CAP_SYS_PTRACE in a"
              + " container");
    }
    return new ProcessMemory(file);
  }

  /**
   * The fields of {@code /proc/PID/stat} from the third on (state; the 22nd is the start time),
   * none if it is gone.
   */
  private static String[] stat(File directory) {
    try (FileInputStream in = new FileInputStream(new File(directory, "stat"))) {
      String line = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
      return line.substring(line.lastIndexOf(')') + 2).split(" ");
    } catch (IOException | IndexOutOfBoundsException e) {
      return new String[0];
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
    closeQuietly(file);
  }

  private static void closeQuietly(@Nullable RandomAccessFile file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // Nothing was written.
    }
  }
}
