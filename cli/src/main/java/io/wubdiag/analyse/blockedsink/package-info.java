/**
 * Writes on full pipes and connections whose reader is stuck. May import the model, {@code
 * analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.blockedsink;

import org.jspecify.annotations.NullMarked;
