/**
 * What {@code /proc} says of processes. Disturbs nobody. May import the model and {@code machine}.
 */
@NullMarked
package io.wubdiag.collect.kernel;

import org.jspecify.annotations.NullMarked;
