/**
 * Captures one JVM. May import the model, {@code machine}, {@code kernel}, {@code idle} and every
 * package below this one but {@code vm}.
 */
@NullMarked
package io.wubdiag.collect.hotspot;

import org.jspecify.annotations.NullMarked;
