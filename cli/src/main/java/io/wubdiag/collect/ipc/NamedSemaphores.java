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
 * The named semaphores (sem_overview(7)) that processes have in their memory: files {@code
 * /dev/shm/sem.NAME}, of which each is mapped whole, also when it has been deleted, as Python's
 * {@code multiprocessing} does at once ({@code /proc/PID/maps}, proc_pid_maps(5)).
 *
 * <p>One pass over the maps of all processes, by a thread that is left behind if the kernel lets it
 * wait for one of them.
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
   * A semaphore.
   *
   * @param file device and inode, as maps have them
   * @param name as its file was called
   */
  public record Semaphore(String file, String name) {}

  /** Those of all processes; null if that took too long. */
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

  /** That which the process has at an address, null for none. */
  public @Nullable Semaphore at(long pid, long address) {
    return byPid.getOrDefault(pid, Map.of()).get(address);
  }

  /** The processes that have it. */
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
   * Whether other processes can come by it: its file still has a name, by which anyone may open it.
   * (That a map shows it as deleted says nothing: glibc makes it by another name first.) A name
   * that Python made up ({@code sem.mp-…}) is known to those alone that have it already.
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
      return true; // nobody knows
    }
    for (String name : names) {
      if (name.startsWith("sem.") && !name.startsWith(OF_PYTHON)) {
        try {
          String inode = ":" + machine.status(directory + "/" + name).inode();
          if (semaphore.file().endsWith(inode)) {
            return true;
          }
        } catch (IOException e) {
          // It has just lost that name.
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
        // It has ended.
      } catch (IOException e) {
        unread.add(process.pid());
      }
    }
  }

  /** {@code 7fb1e6dbd000-7fb1e6dbe000 rw-s 00000000 00:1b 241 /dev/shm/sem.mVIf2r (deleted)}. */
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
