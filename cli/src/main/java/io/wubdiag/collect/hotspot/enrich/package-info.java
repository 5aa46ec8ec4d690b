/**
 * Steps that each complete a thread dump with the knowledge of one source. May import the model,
 * {@code machine}, {@code kernel}, {@code libc}, {@code idle} and, in {@code hotspot}, {@code vm},
 * {@code memory}, {@code approach} and {@code dump}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.enrich;

import org.jspecify.annotations.NullMarked;
