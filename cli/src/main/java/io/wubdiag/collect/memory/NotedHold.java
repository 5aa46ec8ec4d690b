package io.wubdiag.collect.memory;

/**
 * That a thread holds a lock, as the agent in its JVM noted it.
 *
 * @param javaId the thread
 * @param lock the object whose monitor it is, or the lock
 * @param synchronizer what threads are parked on that wait for it: a lock's inner object, of {@code
 *     AbstractQueuedSynchronizer}; the object itself where there is none
 * @param site where it was acquired, as a stack trace puts it
 * @param since when, by {@code System.nanoTime()} of this machine
 */
public record NotedHold(
    long javaId, HeapObject lock, HeapObject synchronizer, String site, long since) {}
