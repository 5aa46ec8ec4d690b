package io.wubdiag.model;

import java.nio.file.Path;

/**
 * The contents of the recording of one JVM.
 *
 * @param file where it is
 * @param bytes its size
 * @param jdkEvents the number of lock events from the JDK itself
 * @param agentEvents the number of events from the agent, without those of its own health
 * @param agent whether the agent was loaded
 */
public record RecordingContents(
    Path file, long bytes, long jdkEvents, long agentEvents, boolean agent) {}
