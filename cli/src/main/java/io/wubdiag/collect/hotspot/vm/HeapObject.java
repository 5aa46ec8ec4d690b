package io.wubdiag.collect.hotspot.vm;

/**
 * An object in the heap of another JVM.
 *
 * @param address its address when it was read
 * @param className its class, as {@code Class.getName()} gives it
 */
public record HeapObject(long address, String className) {}
