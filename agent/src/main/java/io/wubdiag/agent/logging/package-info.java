/**
 * Weaves logging libraries, so that they report whether a log call waits for a lock or writes. Has
 * the class loader of {@link io.wubdiag.agent.weaving}, and may import that, {@code events} and
 * {@code bootstrap}.
 */
@NullMarked
package io.wubdiag.agent.logging;

import org.jspecify.annotations.NullMarked;
