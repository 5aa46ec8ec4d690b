/**
 * Threads that run no code of an application's, told by their names and stacks: those of the JVM
 * itself, and those that wait for work. Collectors and analyses ask it; it imports the snapshot and
 * nothing else of ours.
 */
@NullMarked
package io.wubdiag.model.threads;

import org.jspecify.annotations.NullMarked;
