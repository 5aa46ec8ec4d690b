/**
 * What was asked for, kept so that it outlives the engine. May import {@code arrange}, for the
 * style.
 */
@NullMarked
package io.wubdiag.remix.job;

import org.jspecify.annotations.NullMarked;
