/**
 * CPython's layout, threads, stacks and locks, read from memory. May import the model, {@code
 * machine}, {@code kernel}, {@code elf}, {@code tree} and {@code idle}.
 */
@NullMarked
package io.wubdiag.collect.cpython;

import org.jspecify.annotations.NullMarked;
