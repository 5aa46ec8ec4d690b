/**
 * The hooks that woven code calls, on the boot class loader, where every class finds them. Uses
 * types of the JDK only. It never takes a lock, never calls into the application, and never throws;
 * only a test can ask to be called with each acquisition ({@link
 * io.wubdiag.agent.bootstrap.Tracing#acquisitions}). The boot loader does not unload classes: after
 * a detach these stay in the JVM, idle.
 */
@NullMarked
package io.wubdiag.agent.bootstrap;

import org.jspecify.annotations.NullMarked;
