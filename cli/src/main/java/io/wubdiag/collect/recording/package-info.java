/**
 * Records JVMs by their own flight recorders, and reads what those have written. May import the
 * model and all of {@code collect}.
 */
@NullMarked
package io.wubdiag.collect.recording;

import org.jspecify.annotations.NullMarked;
