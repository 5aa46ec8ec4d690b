/**
 * Changes classes with Byte Buddy, and numbers call sites. Has a class loader of its own, which the
 * application can't see and which goes when the agent is detached. May import {@link
 * io.wubdiag.agent.bootstrap}.
 */
@NullMarked
package io.wubdiag.agent.weaving;

import org.jspecify.annotations.NullMarked;
