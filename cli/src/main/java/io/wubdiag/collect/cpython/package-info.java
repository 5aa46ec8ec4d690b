/**
 * All about CPython: its layout, threads, stacks and locks, read from memory. May import the model
 * and the rooms below {@code ipc}.
 */
@NullMarked
package io.wubdiag.collect.cpython;

import org.jspecify.annotations.NullMarked;
