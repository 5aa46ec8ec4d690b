package io.wubdiag.collect.hotspot.vm;

/**
 * A thread that a lock records as its owner.
 *
 * @param name its name; empty if it has none
 * @param javaId what {@code Thread.threadId()} gives
 * @param namespaceTid its native thread's id as its process numbers it, when it was started or
 *     before the process was forked; 0 for a virtual or a terminated thread
 * @param virtual whether it is a virtual thread
 * @param terminated whether it has ended
 */
public record OwnerThread(
    String name, long javaId, long namespaceTid, boolean virtual, boolean terminated) {}
