/**
 * Threads that wait for another process which will never do its part. May import the model, {@code
 * analyse.graph}, {@code analyse.evidence} and {@code analyse.detect}.
 */
@NullMarked
package io.wubdiag.analyse.blockedpeer;

import org.jspecify.annotations.NullMarked;
