/**
 * Threads that run and get nowhere. May import the model, {@code analyse.graph}, {@code
 * analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.spinning;

import org.jspecify.annotations.NullMarked;
