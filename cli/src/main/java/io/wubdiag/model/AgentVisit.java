package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A JVM that the agent was to be taken into, or out of.
 *
 * @param change what was done, null if it could not be done
 * @param reason why not, and what to do about it; if it was done what else there is to say, mostly
 *     nothing
 */
public record AgentVisit(KernelFacts kernel, @Nullable AgentChange change, String reason) {}
