/**
 * The agent's events for JDK Flight Recorder, and the classes that fire them. They are on the
 * agent's own loader, so they go with it. Only this package needs the module {@code jdk.jfr}: in a
 * JVM without that module there are no events, and the rest of the agent works.
 */
@NullMarked
package io.wubdiag.agent.events;

import org.jspecify.annotations.NullMarked;
