/**
 * The agent's entry, on the system class loader: the only classes of the agent that an application
 * can see. Finds the other two parts, {@code bootstrap} and {@code weaving}, in its own jar, and
 * gives them to their class loaders.
 */
@NullMarked
package io.wubdiag.agent;

import org.jspecify.annotations.NullMarked;
