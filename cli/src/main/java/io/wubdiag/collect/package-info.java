/**
 * From a tree of processes to its snapshot. The top of collection: may import the model, {@code
 * hotspot} and, of what lies below it, {@code approach} and {@code memory}, {@code cpython}, {@code
 * ipc}, {@code idle}, {@code tree}, {@code kernel} and {@code machine}.
 */
@NullMarked
package io.wubdiag.collect;

import org.jspecify.annotations.NullMarked;
