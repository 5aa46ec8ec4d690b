/**
 * The lock-order graph: which locks were taken while which others were held, and whether some of
 * these orders contradict each other. Has the class loader of {@link io.wubdiag.agent.weaving}, and
 * runs in the agent's own thread only. May import {@link io.wubdiag.agent.bootstrap}.
 *
 * <p>Records that are compared say themselves when they are equal. What the compiler would put
 * there goes through method handles that the JDK shares ({@code java.lang.runtime.ObjectMethods}),
 * and each of these refers to the class that it was last used for ({@code
 * java.lang.invoke.MethodHandle.asTypeCache}): one class loader of the agent would stay.
 */
@NullMarked
package io.wubdiag.agent.order;

import org.jspecify.annotations.NullMarked;
