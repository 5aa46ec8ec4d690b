/**
 * Reads the few words of a JVM's memory that tell owners, by the tables that libjvm exports. The
 * JVM is not stopped. May import the model and {@code collect}.
 */
@NullMarked
package io.wubdiag.collect.memory;

import org.jspecify.annotations.NullMarked;
