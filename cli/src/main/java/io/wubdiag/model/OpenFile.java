package io.wubdiag.model;

/**
 * An open file descriptor.
 *
 * @param fd its number
 * @param target what it refers to, as {@code /proc/PID/fd/FD} links: a path, {@code pipe:[INODE]},
 *     {@code socket:[INODE]}, …
 */
public record OpenFile(int fd, String target) {
  /** Whether it is a terminal, by where Linux has them. */
  boolean isTerminal() {
    return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
  }
}
