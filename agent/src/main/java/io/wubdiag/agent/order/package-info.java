/**
 * The lock-order graph: which locks were taken while which others were held, and whether some of
 * these orders contradict each other. Has the class loader of {@link io.wubdiag.agent.weaving}, and
 * runs in the agent's own thread only. May import {@link io.wubdiag.agent.bootstrap}.
 */
@NullMarked
package io.wubdiag.agent.order;

import org.jspecify.annotations.NullMarked;
