package io.wubdiag.model;

/**
 * A file lock, held or awaited ({@code /proc/locks}, proc_locks(5)).
 *
 * @param kind {@code POSIX}, {@code FLOCK}, {@code OFDLCK} or {@code LEASE}, as the kernel names
 *     them
 * @param exclusive whether it is a write lock
 * @param pid the process that took it or waits for it. A {@code FLOCK} is held by every process
 *     that has inherited its open file description, even if the taker has ended; -1 for {@code
 *     OFDLCK}, which names no process
 * @param file device and inode, as the kernel prints them ({@code MAJOR:MINOR:INODE})
 * @param start first byte
 * @param end last byte, {@link Long#MAX_VALUE} for the end of the file
 * @param blockedBy the number of the held lock that this one waits for, 0 if it is held
 * @param number the lock's number in the list
 */
public record FileLock(
    String kind,
    boolean exclusive,
    long pid,
    String file,
    long start,
    long end,
    int blockedBy,
    int number) {}
