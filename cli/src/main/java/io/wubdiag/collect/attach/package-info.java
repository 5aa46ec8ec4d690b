/**
 * Asks a JVM itself, over the Attach API, and reads its answers. May import the model and {@code
 * collect}.
 */
@NullMarked
package io.wubdiag.collect.attach;

import org.jspecify.annotations.NullMarked;
