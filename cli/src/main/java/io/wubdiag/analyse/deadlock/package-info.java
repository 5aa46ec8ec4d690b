/**
 * Threads that wait for each other in a circle. May import the model, {@code analyse.graph}, {@code
 * analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.deadlock;

import org.jspecify.annotations.NullMarked;
