/**
 * Questions to a HotSpot JVM's memory, each answered by one reader. May import the model, {@code
 * hotspot.vm} and what lies below it.
 */
@NullMarked
package io.wubdiag.collect.hotspot.memory;

import org.jspecify.annotations.NullMarked;
