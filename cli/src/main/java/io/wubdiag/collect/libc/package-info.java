/**
 * Owners of pthread mutexes, by the layout of glibc. May import the model, {@code machine} and
 * {@code kernel}.
 */
@NullMarked
package io.wubdiag.collect.libc;

import org.jspecify.annotations.NullMarked;
