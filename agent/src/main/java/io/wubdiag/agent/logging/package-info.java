/**
 * Has logging libraries tell what a log call is at: waiting for a lock, or writing. Has the class
 * loader of {@link io.wubdiag.agent.weaving}, and may import that, {@code events} and {@code
 * bootstrap}.
 */
@NullMarked
package io.wubdiag.agent.logging;

import org.jspecify.annotations.NullMarked;
