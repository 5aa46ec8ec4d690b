/**
 * Runs the target JDK's Serviceability Agent in a helper JVM, for a process that can't answer. May
 * import the model and {@code collect}.
 */
@NullMarked
package io.wubdiag.collect.serviceability;

import org.jspecify.annotations.NullMarked;
