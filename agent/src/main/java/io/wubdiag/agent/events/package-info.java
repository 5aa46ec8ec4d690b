/**
 * The agent's events for JDK Flight Recorder, and what fires them. Of the loader that only the
 * agent knows, so they go with it. The one part that needs the module {@code jdk.jfr}: a JVM
 * without it has no events and all the rest.
 */
@NullMarked
package io.wubdiag.agent.events;

import org.jspecify.annotations.NullMarked;
