/**
 * Asks a JVM itself over its attach socket, and parses its answers. May import the model, {@code
 * machine}, {@code kernel}, {@code idle} and {@code hotspot.dump}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.attach;

import org.jspecify.annotations.NullMarked;
