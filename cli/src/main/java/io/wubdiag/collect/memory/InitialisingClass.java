package io.wubdiag.collect.memory;

/**
 * A class whose initialisation has begun and not ended.
 *
 * @param className its name, with dots
 * @param initialiser the thread that does it
 */
public record InitialisingClass(String className, OwnerThread initialiser) {}
