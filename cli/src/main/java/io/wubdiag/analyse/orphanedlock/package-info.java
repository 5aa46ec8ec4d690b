/**
 * Locks whose owner has ended, or is an idle pool thread. May import the model, {@code
 * analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.orphanedlock;

import org.jspecify.annotations.NullMarked;
