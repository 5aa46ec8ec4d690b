/**
 * Assigns jobs to workers, watches over the workers, and informs listeners. May import {@code
 * worker}, {@code job}, {@code log} and {@code text}, the results of {@code arrange} and {@code
 * analysis}, and wubdiag itself.
 */
@NullMarked
package io.wubdiag.remix.engine;

import org.jspecify.annotations.NullMarked;
