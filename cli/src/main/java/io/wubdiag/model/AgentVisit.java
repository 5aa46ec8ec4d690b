package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A visit to a JVM to load the agent, or to remove it.
 *
 * @param change the result, null after a failure
 * @param reason why it failed, and what to do about it; after a success a remark, mostly empty
 */
public record AgentVisit(KernelFacts kernel, @Nullable AgentChange change, String reason) {}
