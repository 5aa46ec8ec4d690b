/**
 * Steps that each add to a thread dump what one source knows. May import the model, {@code
 * machine}, {@code kernel}, {@code libc}, {@code idle} and, in {@code hotspot}, {@code vm}, {@code
 * memory}, {@code approach} and {@code dump}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.enrich;

import org.jspecify.annotations.NullMarked;
