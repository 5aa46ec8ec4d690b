package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@code java.util.concurrent.locks} object when it was read.
 *
 * @param ownable whether it is an {@code AbstractOwnableSynchronizer} and so could record an owner.
 *     Latches and semaphores are, too, and never record one
 * @param state the {@code state} of an {@code AbstractQueued(Long)Synchronizer}; 0 for other
 *     objects
 * @param exclusiveOwner the thread in {@code exclusiveOwnerThread}, null for none
 * @param readHolds how many read locks of a {@code ReentrantReadWriteLock} are held in all
 * @param readers the holders of read locks, as far as found: fewer than {@code readHolds} if a
 *     reader has ended, or its record could not be read
 * @param firstInQueue the Java id of the next thread in the queue, 0 for none or if it could not be
 *     read
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

  /** A thread with its number of read holds. */
  public record Reader(OwnerThread thread, int holds) {}
}
