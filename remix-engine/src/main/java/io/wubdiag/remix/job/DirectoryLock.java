package io.wubdiag.remix.job;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Locks a directory for one engine. The lock ends with its process, however that ends. A forked
 * child does not have it.
 */
public final class DirectoryLock implements Closeable {
  /**
   * The locks of this process. To open a lock file twice in one process would release its lock:
   * closing any descriptor of a file drops all locks that the process has on it.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock. Creates the directory if it is missing.
   *
   * @throws IOException another engine has it, and the message says which; or the directory can't
   *     be used
   */
  public static DirectoryLock take(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
    Path real = directory.toRealPath();
    synchronized (HELD) {
      if (HELD.contains(real)) {
        throw held(real, Long.toString(ProcessHandle.current().pid()));
      }
      FileChannel channel =
          FileChannel.open(
              real.resolve("engine.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw held(real, Files.readString(real.resolve("engine.lock")).strip());
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        taken = true;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      HELD.add(real);
      return new DirectoryLock(real, channel);
    }
  }

  private static IOException held(Path directory, String pid) {
    return new IOException(
        "another engine uses "
            + directory
            + (pid.isEmpty() ? "" : ": process " + pid)
            + ". End that engine, or give this one another directory");
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      channel.close();
      HELD.remove(directory);
    }
  }
}
