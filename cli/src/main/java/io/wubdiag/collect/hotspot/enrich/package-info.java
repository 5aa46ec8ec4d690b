/**
 * Steps that each add to a thread dump what one source knows. May import the model, {@code
 * hotspot.dump}, {@code hotspot.memory} and what lies below them.
 */
@NullMarked
package io.wubdiag.collect.hotspot.enrich;

import org.jspecify.annotations.NullMarked;
