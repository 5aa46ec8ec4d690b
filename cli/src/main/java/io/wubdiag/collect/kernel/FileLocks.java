package io.wubdiag.collect.kernel;

import io.wubdiag.model.FileLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file locks of all processes ({@code /proc/locks}, proc_locks(5), fs/locks.c).
 *
 * <p>A lock of kind {@code FLOCK} or {@code OFDLCK} belongs to an open file description, and so to
 * every process that has this description open, mostly by fork. The list names only the process
 * that took the lock. That process may have ended, or none is named. {@code /proc/PID/fdinfo/FD}
 * shows the real holders; it is read only for locks with a waiter.
 */
final class FileLocks {
  private static final int LIMIT = 8 << 20;

  private final Map<Long, List<FileLock>> byPid = new HashMap<>();
  private final Set<String> awaitedFiles = new HashSet<>();
  private final List<FileLock> ofDescriptions = new ArrayList<>();

  private FileLocks() {}

  static FileLocks read(ProcFile file) {
    FileLocks locks = new FileLocks();
    if (file.loadAll("/proc/locks", LIMIT)) {
      do {
        FileLock lock = lockIn(file);
        if (lock != null) {
          locks.add(lock);
        }
      } while (file.nextLine());
    }
    return locks;
  }

  /** The locks that this process took or waits for. */
  List<FileLock> of(long pid) {
    return byPid.getOrDefault(pid, List.of());
  }

  /** Whether a thread waits for a lock that belongs to an open file description. */
  boolean descriptionsAwaited() {
    return !awaitedFiles.isEmpty();
  }

  /**
   * Adds the awaited locks of the descriptor with this {@code fdinfo} file that are not in the list
   * yet.
   */
  void addOfDescriptor(ProcFile fdinfo, List<FileLock> held) {
    while (fdinfo.acceptLine("lock:")) {
      FileLock shown = lockIn(fdinfo);
      if (shown != null && awaitedFiles.contains(shown.file())) {
        FileLock lock = listed(shown);
        if (lock != null && !held.contains(lock)) {
          held.add(lock);
        }
      }
    }
  }

  private void add(FileLock lock) {
    List<FileLock> locks = byPid.get(lock.pid());
    if (locks == null) {
      locks = new ArrayList<>();
      byPid.put(lock.pid(), locks);
    }
    locks.add(lock);
    if (lock.kind().equals("FLOCK") || lock.kind().equals("OFDLCK")) {
      if (lock.blockedBy() == 0) {
        ofDescriptions.add(lock);
      } else {
        awaitedFiles.add(lock.file());
      }
    }
  }

  /** The entry of this lock in the whole list, where it has another number. */
  private @Nullable FileLock listed(FileLock shown) {
    for (FileLock lock : ofDescriptions) {
      if (lock.kind().equals(shown.kind())
          && lock.file().equals(shown.file())
          && lock.pid() == shown.pid()
          && lock.start() == shown.start()
          && lock.end() == shown.end()) {
        return lock;
      }
    }
    return null;
  }

  /**
   * The lock on this line: {@code 3: POSIX ADVISORY WRITE 4711 08:01:131 0 EOF}. {@code ->} before
   * the kind marks a waiter for the lock with this number, or for another waiter.
   *
   * @return null if the line has another form
   */
  private static @Nullable FileLock lockIn(ProcFile file) {
    if (!file.numberFollows()) {
      return null;
    }
    int number = (int) file.number();
    if (!file.accept(":")) {
      return null;
    }
    file.skipSpaces();
    boolean waits = file.accept("->");
    String kind = file.word();
    file.word(); // ADVISORY, MANDATORY; for a lease ACTIVE, BREAKING, BREAKER
    boolean exclusive = file.word().equals("WRITE");
    if (!file.numberFollows()) {
      return null;
    }
    long pid = file.number();
    String inode = file.word();
    if (!file.numberFollows()) {
      return null;
    }
    long start = file.number();
    file.skipSpaces();
    long end = file.accept("EOF") ? Long.MAX_VALUE : file.number();
    return new FileLock(kind, exclusive, pid, inode, start, end, waits ? number : 0, number);
  }
}
