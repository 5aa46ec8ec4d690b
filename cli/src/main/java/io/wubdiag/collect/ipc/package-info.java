/**
 * Edges between processes: pipes, sockets, file locks, ends of children, shared semaphores. May
 * import the model, {@code machine}, {@code kernel}, {@code libc}, {@code idle} and {@code tree}.
 */
@NullMarked
package io.wubdiag.collect.ipc;

import org.jspecify.annotations.NullMarked;
