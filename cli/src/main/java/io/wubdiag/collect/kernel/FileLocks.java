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
 * The locks on files of all processes ({@code /proc/locks}, proc_locks(5), fs/locks.c).
 *
 * <p>A lock of kind {@code FLOCK} or {@code OFDLCK} belongs to an open file description, and so to
 * every process that has that description open, by fork above all. The list names only the process
 * that took it, which may have ended long since, or nobody. Who holds such a lock is seen from
 * {@code /proc/PID/fdinfo/FD}; it is looked up for locks that somebody waits for.
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

  /** Whether somebody waits for a lock that belongs to an open file description. */
  boolean descriptionsAwaited() {
    return !awaitedFiles.isEmpty();
  }

  /**
   * Adds the awaited locks that belong to the descriptor of that {@code fdinfo} file and are not in
   * the list yet.
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

  /** The same lock in the whole list, where its number is another one. */
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
   * The lock on this line: {@code 3: POSIX ADVISORY WRITE 4711 08:01:131 0 EOF}; {@code ->} before
   * the kind marks one that waits for the lock of that number, or for another one that waits.
   *
   * @return null if it is no such line
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
