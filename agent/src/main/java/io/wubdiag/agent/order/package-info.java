/**
 * The lock-order graph: which locks were acquired while which others were held, and whether some of
 * these orders contradict each other. Has the class loader of {@link io.wubdiag.agent.weaving}, and
 * runs in the agent's own thread only. May import {@link io.wubdiag.agent.bootstrap}.
 *
 * <p>Records that are compared implement {@code equals} and {@code hashCode} themselves. The
 * generated methods use method handles that the JDK shares ({@code
 * java.lang.runtime.ObjectMethods}). Each of these refers to the class that used it last ({@code
 * java.lang.invoke.MethodHandle.asTypeCache}), so a class loader of the agent would never be
 * collected.
 */
@NullMarked
package io.wubdiag.agent.order;

import org.jspecify.annotations.NullMarked;
