/**
 * The agent's entry, on the system class loader: the only classes of it that an application can
 * see. Finds the other two parts, {@code bootstrap} and {@code weaving}, in its own jar and brings
 * them to the class loaders that they belong to.
 */
@NullMarked
package io.wubdiag.agent;

import org.jspecify.annotations.NullMarked;
