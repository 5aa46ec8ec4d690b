package io.wubdiag.model;

/**
 * A lock on a file, held or waited for ({@code /proc/locks}, proc_locks(5)).
 *
 * @param kind {@code POSIX}, {@code FLOCK}, {@code OFDLCK} or {@code LEASE}, as the kernel names
 *     them
 * @param exclusive whether it is a write lock
 * @param pid who took it or waits for it. A {@code FLOCK} is held by every process that has its
 *     open file description by fork, also when the one that took it has ended; -1 for {@code
 *     OFDLCK}, which names nobody
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
