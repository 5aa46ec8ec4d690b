/**
 * The Java agent: instruments locks and logging of the process that it is loaded into. Depends on
 * nothing of ours.
 */
@NullMarked
package io.wubdiag.agent;

import org.jspecify.annotations.NullMarked;
