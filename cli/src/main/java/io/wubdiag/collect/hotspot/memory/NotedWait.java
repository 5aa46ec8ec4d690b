package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;

/**
 * An object that a thread waits for or was about to acquire, by the notes of the agent in its JVM.
 *
 * @param javaId the thread
 * @param synchronizer its park blocker, or the object whose monitor it waits for
 * @param site where it waits, as a stack trace shows it
 * @param since when it began to, by {@code System.nanoTime()} of this machine
 */
public record NotedWait(long javaId, HeapObject synchronizer, String site, long since) {}
