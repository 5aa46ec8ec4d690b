/**
 * Locks that are held long, in a snapshot or by what flight recorders tell. May import the model,
 * {@code analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.contended;

import org.jspecify.annotations.NullMarked;
