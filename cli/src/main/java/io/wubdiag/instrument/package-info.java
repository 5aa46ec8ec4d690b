/**
 * Takes the agent into running JVMs and out of them. This changes its targets, so it is not
 * collection. May import the model and {@code collect}.
 */
@NullMarked
package io.wubdiag.instrument;

import org.jspecify.annotations.NullMarked;
