/**
 * The layout of a HotSpot JVM's memory, by the tables that libjvm exports. Reading does not stop
 * the JVM. May import the model, {@code machine} and {@code elf}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.vm;

import org.jspecify.annotations.NullMarked;
