/**
 * Which thread waits for which, over the whole tree, and the processes that they live in. What
 * several detectors need; it judges nothing. May import the model only.
 */
@NullMarked
package io.wubdiag.analyse.graph;

import org.jspecify.annotations.NullMarked;
