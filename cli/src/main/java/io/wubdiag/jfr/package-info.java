/**
 * Flight recordings of a tree of JVMs: starts, fetches and reads them. This changes its targets, so
 * it is not collection. May import the model and {@code collect}.
 */
@NullMarked
package io.wubdiag.jfr;

import org.jspecify.annotations.NullMarked;
