/**
 * The remix engine: a multi-process audio remixer, the workload that wubdiag looks into. May use
 * the command line's packages as a library.
 */
@NullMarked
package io.wubdiag.remix;

import org.jspecify.annotations.NullMarked;
