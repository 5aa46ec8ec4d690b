/**
 * Edges between processes: pipes, sockets, file locks, ends of child processes, shared semaphores.
 * May import the model, {@code machine}, {@code kernel}, {@code tree} and {@code idle}.
 */
@NullMarked
package io.wubdiag.collect.ipc;

import org.jspecify.annotations.NullMarked;
