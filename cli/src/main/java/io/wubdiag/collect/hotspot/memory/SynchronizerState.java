package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code java.util.concurrent.locks} object held when it was read.
 *
 * @param ownable whether it is an {@code AbstractOwnableSynchronizer} and so could name an owner.
 *     Latches and semaphores are, too, and never name one
 * @param state the {@code state} of an {@code AbstractQueued(Long)Synchronizer}; 0 where there is
 *     none
 * @param exclusiveOwner the thread in {@code exclusiveOwnerThread}, null for none
 * @param readHolds how many read locks of a {@code ReentrantReadWriteLock} are held in all
 * @param readers who holds them, as far as found: fewer than {@code readHolds} if a reader has
 *     ended, or its record could not be read
 * @param firstInQueue the Java id of the thread whose turn is next, 0 for none or where that could
 *     not be read
 */
public record SynchronizerState(
    HeapObject object,
    boolean ownable,
    long state,
    @Nullable OwnerThread exclusiveOwner,
    int readHolds,
    List<Reader> readers,
    long firstInQueue) {

  public SynchronizerState {
    readers = List.copyOf(readers);
  }

  /** A thread that holds a read lock so many times. */
  public record Reader(OwnerThread thread, int holds) {}
}
