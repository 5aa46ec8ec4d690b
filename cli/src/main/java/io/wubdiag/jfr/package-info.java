/**
 * Flight recordings of a tree of JVMs: starts, fetches and reads them. This changes its targets, so
 * it is not collection. May import the model, {@code collect.machine}, {@code collect.kernel} and,
 * in {@code collect.hotspot}, {@code approach}, {@code attach} and {@code jfr}.
 */
@NullMarked
package io.wubdiag.jfr;

import org.jspecify.annotations.NullMarked;
