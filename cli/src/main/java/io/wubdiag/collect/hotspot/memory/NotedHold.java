package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import org.jspecify.annotations.Nullable;

/**
 * That a thread holds a lock, as the agent in its JVM noted it.
 *
 * @param javaId the thread; 0 if it has ended and the JVM has forgotten it
 * @param thread who that is, for what names no owner of its own (a semaphore, a {@code
 *     StampedLock}, a thread that the JVM has forgotten); else null, since it takes time to tell
 * @param lock the object whose monitor it is, the lock, or the semaphore
 * @param synchronizer what threads are parked on that wait for it: a lock's inner object, of {@code
 *     AbstractQueuedSynchronizer}; the object itself where there is none
 * @param site where it was acquired, as a stack trace puts it
 * @param since when, by {@code System.nanoTime()} of this machine
 * @param count how often; of a semaphore, how many permits
 * @param shared whether others can hold it as well
 * @param state of a {@code StampedLock} its state; of a semaphore how many permits that are noted
 *     were given back by others than those they are noted for, the oldest first; else 0
 */
public record NotedHold(
    long javaId,
    @Nullable OwnerThread thread,
    HeapObject lock,
    HeapObject synchronizer,
    String site,
    long since,
    int count,
    boolean shared,
    long state) {}
