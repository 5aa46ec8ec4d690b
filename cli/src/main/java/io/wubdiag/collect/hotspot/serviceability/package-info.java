/**
 * Reads a JVM that can't answer, by its own JDK's Serviceability Agent, in a helper JVM. May import
 * the model, {@code machine}, {@code kernel}, {@code elf} and {@code hotspot.dump}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.serviceability;

import org.jspecify.annotations.NullMarked;
