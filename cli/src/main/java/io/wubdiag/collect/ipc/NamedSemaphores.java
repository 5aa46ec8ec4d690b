package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.MemoryMap;
import io.wubdiag.collect.machine.MemoryMap.Mapping;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The named semaphores (sem_overview(7)) that processes have mapped. Each is a whole file {@code
 * /dev/shm/sem.NAME}. The mapping remains when the file is deleted, as Python's {@code
 * multiprocessing} does at once ({@code /proc/PID/maps}, proc_pid_maps(5)).
 *
 * <p>The maps of all processes are read in one pass, by a thread of its own, which is abandoned if
 * the kernel blocks it.
 */
public final class NamedSemaphores {
  private static final String PATH = "/dev/shm/sem.";
  private static final String OF_PYTHON = "sem.mp-";
  private static final long PATIENCE_MILLIS = 1000;

  private final Map<Long, Map<Long, Semaphore>> byPid = new HashMap<>();
  private final Map<Semaphore, Boolean> publicOnes = new HashMap<>();
  private final Set<Long> unread = new HashSet<>();
  private final Machine machine;

  private NamedSemaphores(Machine machine) {
    this.machine = machine;
  }

  /**
   * A named semaphore.
   *
   * @param file device and inode, as maps have them
   * @param name its file's name when it was mapped
   */
  public record Semaphore(String file, String name) {}

  /** The semaphores of all processes; null if reading took too long. */
  public static @Nullable NamedSemaphores read(ProcessTable table, Deadline deadline) {
    NamedSemaphores found = new NamedSemaphores(table.machine());
    Machine line = table.machine().line("semaphores");
    Thread reader = new Thread(() -> found.add(line, table, deadline.by(line)), "wubdiag reader");
    reader.setDaemon(true);
    reader.start();
    try {
      reader.join(Math.max(1, Math.min(PATIENCE_MILLIS, deadline.remaining().toMillis())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return reader.isAlive() || deadline.hasPassed() ? null : found;
  }

  /** The semaphore that the process has mapped at this address, null for none. */
  public @Nullable Semaphore at(long pid, long address) {
    return byPid.getOrDefault(pid, Map.of()).get(address);
  }

  /** The processes that have mapped this semaphore. */
  public Set<Long> processes(Semaphore semaphore) {
    Set<Long> pids = new HashSet<>();
    byPid.forEach(
        (pid, semaphores) -> {
          if (semaphores.containsValue(semaphore)) {
            pids.add(pid);
          }
        });
    return pids;
  }

  /**
   * Whether other processes can still open the semaphore: its file has a name. (A map that shows it
   * as deleted proves nothing: glibc creates the file under another name first.) A name that Python
   * made up ({@code sem.mp-…}) is known only to processes that have the semaphore already.
   */
  public boolean isPublic(long pid, Semaphore semaphore) {
    Boolean known = publicOnes.get(semaphore);
    if (known == null) {
      known = findName(pid, semaphore);
      publicOnes.put(semaphore, known);
    }
    return known;
  }

  private boolean findName(long pid, Semaphore semaphore) {
    String directory = "/proc/" + pid + "/root/dev/shm";
    String[] names = machine.list(directory);
    if (names == null) {
      return true; // unknown
    }
    for (String name : names) {
      if (name.startsWith("sem.") && !name.startsWith(OF_PYTHON)) {
        try {
          String inode = ":" + machine.status(directory + "/" + name).inode();
          if (semaphore.file().endsWith(inode)) {
            return true;
          }
        } catch (IOException e) {
          // The file has just lost this name.
        }
      }
    }
    return false;
  }

  /** The processes whose maps may not be read. */
  public Set<Long> unread() {
    return unread;
  }

  private void add(Machine line, ProcessTable table, Deadline deadline) {
    for (ListedProcess process : table.all()) {
      try {
        if (deadline.hasPassed()) {
          unread.add(process.pid());
        } else {
          add(process.pid(), MemoryMap.of(line, process.pid(), PATH));
        }
      } catch (NoSuchFileException e) {
        // The process has ended.
      } catch (IOException e) {
        unread.add(process.pid());
      }
    }
  }

  /**
   * Adds the semaphores of a process. A line is {@code 7fb1e6dbd000-7fb1e6dbe000 rw-s 00000000
   * 00:1b 241 /dev/shm/sem.mVIf2r (deleted)}.
   */
  private void add(long pid, List<Mapping> map) {
    for (Mapping mapping : map) {
      if (mapping.path().startsWith(PATH)) {
        Map<Long, Semaphore> ofProcess = byPid.get(pid);
        if (ofProcess == null) {
          ofProcess = new HashMap<>();
          byPid.put(pid, ofProcess);
        }
        String file = mapping.device() + ":" + mapping.inode();
        ofProcess.put(
            mapping.address(), new Semaphore(file, mapping.path().substring(PATH.length())));
      }
    }
  }
}
