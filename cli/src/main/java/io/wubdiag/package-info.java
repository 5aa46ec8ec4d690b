/**
 * The door for programs that use wubdiag as a library. May import the model, {@code analyse},
 * {@code collect}, {@code collect.kernel} and {@code collect.machine}.
 */
@NullMarked
package io.wubdiag;

import org.jspecify.annotations.NullMarked;
