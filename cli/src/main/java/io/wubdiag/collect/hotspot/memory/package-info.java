/**
 * Questions to a HotSpot JVM's memory, each answered by one reader. May import the model, {@code
 * machine}, {@code kernel}, {@code elf}, {@code libc} and {@code hotspot.vm}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.memory;

import org.jspecify.annotations.NullMarked;
