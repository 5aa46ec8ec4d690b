/**
 * Whether, and since when, a task has not run. May import the model, {@code machine}, {@code
 * kernel} and {@code tree}.
 */
@NullMarked
package io.wubdiag.collect.idle;

import org.jspecify.annotations.NullMarked;
