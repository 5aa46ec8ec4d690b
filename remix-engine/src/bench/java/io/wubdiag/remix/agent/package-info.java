/** What the agent costs an engine that works. */
@NullMarked
package io.wubdiag.remix.agent;

import org.jspecify.annotations.NullMarked;
