package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * A reference to a thread.
 *
 * @param name its Java name; its task's name if it is not a Java thread
 * @param tid its native thread's id as seen from where wubdiag runs; 0 for none (a virtual or a
 *     terminated thread). A ghost carries the id of its twin, which it had when the process was
 *     forked
 * @param javaId what {@code Thread.threadId()} gives; 0 for a thread that is not a Java thread
 */
public record ThreadRef(ProcessIdentity process, String name, long tid, long javaId) {

  /** Its process' pid. */
  public long pid() {
    return process.pid();
  }

  // Written out for the reason given in ResourceId.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ThreadRef thread
        && tid == thread.tid
        && javaId == thread.javaId
        && process.equals(thread.process)
        && name.equals(thread.name);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(31 * (31 * pid() + tid) + javaId) ^ name.hashCode();
  }
}
