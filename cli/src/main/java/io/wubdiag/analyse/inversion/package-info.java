/**
 * Locks that were taken in opposite orders, and the list of those that are known. May import the
 * model, {@code analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.inversion;

import org.jspecify.annotations.NullMarked;
