package io.wubdiag.collect.cpython;

/**
 * A lock of Python.
 *
 * @param address where the object lies
 * @param className {@code _thread.RLock}, {@code _thread.lock} or {@code _multiprocessing.SemLock}
 * @param semaphore the address of the {@code sem_t} on which its waiters sleep
 * @param ownerIdent the owner's ident; 0 without an owner, or if none is recorded
 */
public record PythonLock(long address, String className, long semaphore, long ownerIdent) {
  public static final String RLOCK = "_thread.RLock";
  public static final String LOCK = "_thread.lock";

  /** Whether this kind of lock records its owner. */
  public boolean namesOwner() {
    return className.equals(RLOCK);
  }
}
