/**
 * Processes that do not run: stopped, frozen, or in uninterruptible sleep. May import the model,
 * {@code analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.stopped;

import org.jspecify.annotations.NullMarked;
