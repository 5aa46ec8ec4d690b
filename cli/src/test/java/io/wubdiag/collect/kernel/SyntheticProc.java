package io.wubdiag.collect.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory with the layout of {@code /proc}, for contents that no real kernel would show on
 * demand.
 */
public final class SyntheticProc {
  final Path root;

  public SyntheticProc(Path root) {
    this.root = root;
  }

  /** A single-threaded sleeping process that started at tick 100. */
  public SyntheticProc process(long pid, long parentPid, String name) {
    return process(pid, parentPid, name, 'S');
  }

  public SyntheticProc process(long pid, long parentPid, String name, char state) {
    file(pid + "/stat", stat(pid, name, state, parentPid, 0, 1, 100));
    return task(pid, pid, name, state);
  }

  public SyntheticProc task(long pid, long tid, String name, char state) {
    return file(pid + "/task/" + tid + "/stat", stat(tid, name, state, 1, 0, 1, 100))
        .file(pid + "/task/" + tid + "/syscall", "running\n");
  }

  public SyntheticProc file(String path, String content) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public SyntheticProc link(String path, String target) {
    try {
      Path link = root.resolve(path);
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of(target));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Removes a link or a file. */
  public SyntheticProc unlink(String path) {
    try {
      Files.delete(root.resolve(path));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An existing entry that can't be read as a file, even by root: a directory. */
  public SyntheticProc unreadable(String path) {
    try {
      Files.deleteIfExists(root.resolve(path));
      Files.createDirectories(root.resolve(path));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static String stat(
      long pid, String name, char state, long parentPid, long flags, int threads, long startTicks) {
    return pid
        + " ("
        + name
        + ") "
        + state
        + " "
        + parentPid
        + " 1 1 0 -1 "
        + flags
        + " 224 0 0 0 5 7 0 0 20 -5 "
        + threads
        + " 0 "
        + startTicks
        + " 0 0 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0\n";
  }
}
