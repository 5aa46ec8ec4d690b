package io.wubdiag.collect.hotspot.vm;

import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that the JDK tracks ({@code jdk.internal.vm.ThreadContainers}).
 *
 * @param address of its {@code Thread} object
 * @param javaId what {@code Thread.threadId()} gives
 * @param name its name, empty for most
 * @param parkBlocker the object on which it is parked, null for none
 * @param continuation the {@code Runnable} that its scheduler is given when it is to run, 0 if it
 *     could not be read
 */
public record ListedVirtualThread(
    long address,
    long javaId,
    String name,
    Thread.State state,
    @Nullable HeapObject parkBlocker,
    long continuation) {}
