package io.wubdiag.collect.machine;

import java.time.Instant;

/**
 * The status of a file by stat(2).
 *
 * @param mode its type and permissions, {@code st_mode}
 * @param size in bytes
 */
public record FileStatus(int mode, long device, long inode, long uid, long size, Instant modified) {
  // The type bits, from inode(7).
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int EXECUTABLE = 0111;

  public boolean isFifo() {
    return (mode & TYPE) == FIFO;
  }

  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  public boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  /**
   * Whether it is a pipe, a socket or a device: neither a directory nor a regular file nor a link.
   */
  public boolean isOther() {
    int type = mode & TYPE;
    return type != DIRECTORY && type != REGULAR && type != LINK;
  }

  /** Whether anyone may execute it. */
  public boolean isExecutable() {
    return isRegular() && (mode & EXECUTABLE) != 0;
  }

  /** Whether both are the same file. */
  public boolean isSameAs(FileStatus other) {
    return device == other.device && inode == other.inode;
  }
}
