package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.NotRecordedException;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.ProcessIdentity;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a live process, by {@code /proc/PID/mem} (proc_pid_mem(5)). Reading it neither
 * stops the process nor is noticed by it. It needs the right to trace the process ({@code
 * PTRACE_MODE_ATTACH}, ptrace(2)). The kernel checks that right when the file is opened. The open
 * file stays bound to its program, even when another process gets the pid.
 */
public final class ProcessMemory implements Memory, Closeable {
  /**
   * The lowest address that can be mapped: the kernel never maps the first page. No user address on
   * 64-bit Linux reaches {@code HIGHEST}.
   */
  private static final long LOWEST = 4096;

  private static final long HIGHEST = 1L << 57;

  private final ReadableFile file;

  private ProcessMemory(ReadableFile file) {
    this.file = file;
  }

  /**
   * Opens the memory of this process.
   *
   * @throws UnreadableMemory if it is not permitted, or another process has the pid by now
   */
  public static ProcessMemory open(Machine machine, ProcessIdentity identity)
      throws UnreadableMemory {
    ReadableFile file = null;
    boolean recorded = true;
    try {
      file = machine.openMemory(identity.pid());
    } catch (NotRecordedException e) {
      recorded = false;
    } catch (IOException e) {
      // Not permitted, or the process has ended: a zombie's memory can't be opened either.
    }
    if (!isSame(machine, identity)) {
      close(file);
      throw new UnreadableMemory(Outcome.VANISHED, "it has ended");
    }
    if (file == null) {
      throw recorded
          ? new UnreadableMemory(
              Outcome.NOT_PERMITTED,
              "its memory may not be read: run as root or as its user, with CAP_SYS_PTRACE in a"
                  + " container")
          : UnreadableMemory.unsupported("its memory was not recorded");
    }
    return new ProcessMemory(file);
  }

  private static boolean isSame(Machine machine, ProcessIdentity identity) {
    StatLine stat = StatLine.of(machine, identity.pid());
    return stat != null && !stat.exited() && stat.startTicks() == identity.startTicks();
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws UnreadableMemory {
    if (address < LOWEST || address >= HIGHEST) {
      throw UnreadableMemory.implausible("not an address");
    }
    try {
      int done = 0;
      while (done < length) {
        int count = file.read(address + done, into, offset + done, length - done);
        if (count <= 0) {
          // The memory reads as empty if the process has ended or runs another program by now.
          throw new UnreadableMemory(Outcome.VANISHED, "it has ended");
        }
        done += count;
      }
    } catch (NotRecordedException e) {
      throw UnreadableMemory.unsupported(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw UnreadableMemory.implausible("not mapped");
    }
  }

  @Override
  public void close() {
    close(file);
  }

  private static void close(@Nullable ReadableFile file) {
    if (file != null) {
      file.close();
    }
  }
}
