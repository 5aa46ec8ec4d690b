package io.wubdiag.remix.worker;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file descriptors of this process that matter to a forked child. */
final class Descriptors {
  /** The first descriptor after standard input, output and error. */
  private static final int FIRST = 3;

  /** How many descriptors other threads may open between the count and the fork. */
  private static final int SPARE = 64;

  private static final Pointer LINK = new Memory(1);

  private Descriptors() {}

  /**
   * The descriptor of a socket that was accepted at a name of its own. Java does not tell it, but
   * the kernel tells the inode of each name and of each descriptor.
   */
  static int of(SocketChannel accepted) throws IOException {
    SocketAddress name = accepted.getLocalAddress();
    String link =
        Files.readAllLines(Path.of("/proc/net/unix")).stream()
            .filter(line -> line.endsWith(" " + name))
            .map(line -> "socket:[" + line.trim().split("\\s+")[6] + "]")
            .findFirst()
            .orElseThrow(() -> new IOException("the kernel knows no socket " + name));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : all) {
        if (link.equals(target(descriptor))) {
          return Integer.parseInt(descriptor.getFileName().toString());
        }
      }
    }
    throw new IOException("no descriptor is the socket " + name);
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** A number greater than all descriptors, now and soon. */
  static int limit() throws IOException {
    int limit = FIRST;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : all) {
        limit = Math.max(limit, 1 + Integer.parseInt(descriptor.getFileName().toString()));
      }
    }
    return limit + SPARE;
  }

  /**
   * Closes what a forked child has inherited: sockets, pipes, and files that are open to write.
   * Files that are only read, such as jars of the class path, stay open.
   *
   * @param kept the one that the child needs
   * @param files whether files that are written stay, too: the log is one
   */
  static void closeInherited(int limit, int kept, boolean files) {
    for (int fd = FIRST; fd < limit; fd++) {
      int flags = LibC.fcntl(fd, LibC.F_GETFL);
      if (flags >= 0 && fd != kept && !stays(fd, flags, files)) {
        LibC.close(fd);
      }
    }
  }

  /** Does the same steps as {@link #closeInherited}, but closes nothing. */
  static void rehearse() {
    stays(0, LibC.fcntl(0, LibC.F_GETFL), false);
    LibC.close(-1);
  }

  private static boolean stays(int fd, int flags, boolean files) {
    boolean isFile = LibC.readlink("/proc/self/fd/" + fd, LINK, 1) == 1 && LINK.getByte(0) == '/';
    return isFile && (files || (flags & LibC.O_ACCMODE) == LibC.O_RDONLY);
  }
}
