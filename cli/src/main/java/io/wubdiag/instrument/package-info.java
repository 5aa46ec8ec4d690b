/**
 * Loads the agent into running JVMs and removes it. This changes its targets, so it is not
 * collection. May import the model, {@code collect.machine}, {@code collect.kernel} and, in {@code
 * collect.hotspot}, {@code vm}, {@code memory}, {@code approach} and {@code attach}.
 */
@NullMarked
package io.wubdiag.instrument;

import org.jspecify.annotations.NullMarked;
