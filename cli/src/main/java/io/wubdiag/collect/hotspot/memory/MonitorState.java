package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.HeapObject;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import org.jspecify.annotations.Nullable;

/**
 * An object's monitor when it was read.
 *
 * @param owner the thread that has it locked, null for none
 * @param identityHash what {@code System.identityHashCode} gives, 0 if nobody has asked for it yet
 */
public record MonitorState(HeapObject object, @Nullable OwnerThread owner, int identityHash) {}
