package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.OwnerThread;

/**
 * A class that is being initialised: its initialisation has begun and not ended.
 *
 * @param className its name, with dots
 * @param initialiser the thread that initialises it
 */
public record InitialisingClass(String className, OwnerThread initialiser) {}
