package io.wubdiag.collect.hotspot.memory;

/**
 * Whether a signal from outside would run code of an application.
 *
 * @param handler on some signal, while the JVM goes on
 * @param shutdownHook when the JVM is told to end
 */
public record SignalHandlers(boolean handler, boolean shutdownHook) {}
