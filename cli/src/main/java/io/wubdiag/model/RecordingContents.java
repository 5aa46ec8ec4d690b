package io.wubdiag.model;

import java.nio.file.Path;

/**
 * What the recording of one JVM has in it.
 *
 * @param file where it is
 * @param bytes its size
 * @param jdkEvents how many events of locks the JDK itself told
 * @param agentEvents how many events the agent told, those of its own health left out
 * @param agent whether the agent was there
 */
public record RecordingContents(
    Path file, long bytes, long jdkEvents, long agentEvents, boolean agent) {}
