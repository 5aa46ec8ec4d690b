/**
 * Threads that wait for something that no thread is left to do. May import the model, {@code
 * analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.stranded;

import org.jspecify.annotations.NullMarked;
