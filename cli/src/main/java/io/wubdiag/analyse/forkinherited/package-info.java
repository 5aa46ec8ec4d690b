/**
 * Locks that a child inherited in their locked state, without the thread that owns them. May import
 * the model, {@code analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.forkinherited;

import org.jspecify.annotations.NullMarked;
