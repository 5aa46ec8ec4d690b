/**
 * The kernel's facts: what {@code /proc} says of processes. Disturbs no process. May import the
 * model and {@code machine}.
 */
@NullMarked
package io.wubdiag.collect.kernel;

import org.jspecify.annotations.NullMarked;
