/**
 * Recognises threads that run no application code, by their names and stacks: the JVM's own
 * threads, and idle threads. Collectors and analyses use it; it imports the snapshot and no other
 * package of ours.
 */
@NullMarked
package io.wubdiag.model.threads;

import org.jspecify.annotations.NullMarked;
