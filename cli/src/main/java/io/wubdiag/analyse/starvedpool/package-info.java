/**
 * Thread pools whose threads all wait for tasks in the queue of their own pool. May import the
 * model, {@code analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.starvedpool;

import org.jspecify.annotations.NullMarked;
