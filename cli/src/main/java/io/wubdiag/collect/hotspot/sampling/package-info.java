/**
 * Findings that need several dumps of a JVM: confirmation, retried waits, spinning threads. May
 * import the model, {@code machine}, {@code kernel}, {@code idle} and, in {@code hotspot}, {@code
 * vm}, {@code memory}, {@code dump} and {@code enrich}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.sampling;

import org.jspecify.annotations.NullMarked;
