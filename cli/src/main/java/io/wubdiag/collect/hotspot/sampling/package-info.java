/**
 * What only several dumps of a JVM show: confirmation, retried waits, spinning threads. May import
 * the model, {@code hotspot.dump}, {@code hotspot.memory} and what lies below them.
 */
@NullMarked
package io.wubdiag.collect.hotspot.sampling;

import org.jspecify.annotations.NullMarked;
