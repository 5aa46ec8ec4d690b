package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcFile;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
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
  private static final int LIMIT = 32 << 20;
  private static final long PATIENCE_MILLIS = 1000;

  private final Map<Long, Map<Long, Semaphore>> byPid = new HashMap<>();
  private final Map<Semaphore, Boolean> publicOnes = new HashMap<>();
  private final Set<Long> unread = new HashSet<>();
  private final String root;

  private NamedSemaphores(String root) {
    this.root = root;
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
    NamedSemaphores found = new NamedSemaphores(table.root());
    Thread reader = new Thread(() -> found.add(table, deadline), "wubdiag reader");
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
    Path directory = Path.of(root, Long.toString(pid), "root", "dev", "shm");
    try (DirectoryStream<Path> names = Files.newDirectoryStream(directory, "sem.*")) {
      for (Path name : names) {
        if (!name.getFileName().toString().startsWith(OF_PYTHON)
            && semaphore.file().endsWith(":" + Files.getAttribute(name, "unix:ino"))) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      return true; // nobody knows
    }
  }

  /** The processes whose maps may not be read. */
  public Set<Long> unread() {
    return unread;
  }

  private void add(ProcessTable table, Deadline deadline) {
    ProcFile file = new ProcFile();
    for (ListedProcess process : table.all()) {
      String maps = root + "/" + process.pid() + "/maps";
      if (!deadline.hasPassed() && file.loadAll(maps, LIMIT)) {
        add(file, process.pid());
      } else if (deadline.hasPassed() || file.failure() == ProcFile.Failure.DENIED) {
        unread.add(process.pid());
      }
    }
  }

  /** {@code 7fb1e6dbd000-7fb1e6dbe000 rw-s 00000000 00:1b 241 /dev/shm/sem.mVIf2r (deleted)}. */
  private void add(ProcFile maps, long pid) {
    do {
      if (!maps.hexFollows()) {
        continue;
      }
      long start = maps.hex();
      maps.word(); // its end, behind a dash
      maps.word(); // what may be done with it
      maps.word(); // where in the file it begins
      String device = maps.word();
      String inode = maps.word();
      maps.skipSpaces();
      String path = maps.restOfLine();
      if (path.startsWith(PATH)) {
        String name = path.substring(PATH.length()).replace(" (deleted)", "");
        Map<Long, Semaphore> ofProcess = byPid.get(pid);
        if (ofProcess == null) {
          ofProcess = new HashMap<>();
          byPid.put(pid, ofProcess);
        }
        ofProcess.put(start, new Semaphore(device + ":" + inode, name));
      }
    } while (maps.nextLine());
  }
}
