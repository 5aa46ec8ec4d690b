package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.OwnerThread;

/**
 * A class whose initialisation has begun and not ended.
 *
 * @param className its name, with dots
 * @param initialiser the thread that does it
 */
public record InitialisingClass(String className, OwnerThread initialiser) {}
