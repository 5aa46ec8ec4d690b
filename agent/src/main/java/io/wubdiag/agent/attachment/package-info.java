/**
 * The attached agent: loads the other parts, and unloads them. Has the class loader of {@link
 * io.wubdiag.agent.weaving}, and may import all packages of the agent but its entry.
 */
@NullMarked
package io.wubdiag.agent.attachment;

import org.jspecify.annotations.NullMarked;
