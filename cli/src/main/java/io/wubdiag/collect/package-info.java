/**
 * From a tree of processes to its snapshot. The top of collection. May import the model, {@code
 * machine}, {@code kernel}, {@code tree}, {@code idle}, {@code ipc}, {@code cpython}, {@code
 * hotspot} and its {@code memory}, {@code approach} and {@code serviceability}.
 */
@NullMarked
package io.wubdiag.collect;

import org.jspecify.annotations.NullMarked;
