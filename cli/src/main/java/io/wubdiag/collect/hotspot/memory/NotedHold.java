package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import org.jspecify.annotations.Nullable;

/**
 * A lock that a thread holds, by the notes of the agent in its JVM.
 *
 * @param javaId the thread; 0 if it has ended and the JVM has forgotten it
 * @param thread the thread in full, for a lock without an owner of its own (a semaphore, a {@code
 *     StampedLock}) or a thread that the JVM has forgotten; else null, since reading it takes time
 * @param lock the object whose monitor it is, the lock, or the semaphore
 * @param synchronizer the park blocker of the lock's waiters: its inner object, of {@code
 *     AbstractQueuedSynchronizer}; the object itself if it has none
 * @param site where it was acquired, as a stack trace shows it
 * @param since when, by {@code System.nanoTime()} of this machine
 * @param count how often; for a semaphore, how many permits
 * @param shared whether other threads can hold it as well
 * @param state for a {@code StampedLock} its state; for a semaphore how many noted permits were
 *     released by other threads than the noted ones, the oldest first; else 0
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
