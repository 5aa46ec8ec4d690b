package io.wubdiag.collect.hotspot.memory;

/**
 * The application code that a signal from outside would run.
 *
 * @param handler whether a handler runs on some signal, while the JVM goes on
 * @param shutdownHook whether a hook runs when the JVM is told to end
 */
public record SignalHandlers(boolean handler, boolean shutdownHook) {}
