/**
 * Knots: threads none of which can go on, since those that could end their waits are among them.
 * May import the model, {@code analyse.graph}, {@code analyse.detect} and {@code analyse.evidence}.
 */
@NullMarked
package io.wubdiag.analyse.knot;

import org.jspecify.annotations.NullMarked;
