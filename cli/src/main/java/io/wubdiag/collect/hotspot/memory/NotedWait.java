package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;

/**
 * What a thread waits for, or was about to acquire, as the agent in its JVM noted it.
 *
 * @param javaId the thread
 * @param synchronizer the object that it is parked on or whose monitor it waits for
 * @param site where it waits, as a stack trace puts it
 * @param since when it began to, by {@code System.nanoTime()} of this machine
 */
public record NotedWait(long javaId, HeapObject synchronizer, String site, long since) {}
