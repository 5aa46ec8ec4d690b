/**
 * Assigns jobs to workers, watches over the workers, and informs listeners. May import {@code
 * worker}, {@code job} and {@code log}, the results of {@code arrange} and {@code analysis}, and
 * wubdiag itself.
 */
@NullMarked
package io.wubdiag.remix.engine;

import org.jspecify.annotations.NullMarked;
