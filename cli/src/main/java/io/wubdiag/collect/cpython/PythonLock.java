package io.wubdiag.collect.cpython;

/**
 * A lock of Python's.
 *
 * @param address where the object lies
 * @param className {@code _thread.RLock}, {@code _thread.lock} or {@code _multiprocessing.SemLock}
 * @param semaphore the address of the {@code sem_t} that its waiters sleep at
 * @param ownerIdent the ident of the thread that has it; 0 if nobody has, or none is recorded
 */
public record PythonLock(long address, String className, long semaphore, long ownerIdent) {
  public static final String RLOCK = "_thread.RLock";
  public static final String LOCK = "_thread.lock";

  /** Whether it records its owner. */
  public boolean namesOwner() {
    return className.equals(RLOCK);
  }
}
