/** Captures one JVM. May import the model and every room of {@code collect} but the top one. */
@NullMarked
package io.wubdiag.collect.hotspot;

import org.jspecify.annotations.NullMarked;
