/**
 * The last events of a JVM, from its flight recorder's repository. May import the model and {@code
 * machine}.
 */
@NullMarked
package io.wubdiag.collect.hotspot.jfr;

import org.jspecify.annotations.NullMarked;
