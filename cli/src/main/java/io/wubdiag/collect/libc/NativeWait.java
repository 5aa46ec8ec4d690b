package io.wubdiag.collect.libc;

import org.jspecify.annotations.Nullable;

/**
 * What a task waits for that is blocked in the system call futex(2). Names are HotSpot's own of its
 * mutexes and conditions, null for any other one.
 */
public sealed interface NativeWait {
  /** What the task waits at: an address in its process. */
  long address();

  /**
   * For a {@code pthread_mutex_t}.
   *
   * @param ownerNamespaceTid the task that holds it, as its process numbers it. In a forked
   *     process, a task that the original had at the fork
   */
  record MutexWait(long address, long ownerNamespaceTid, @Nullable String name)
      implements NativeWait {}

  /**
   * For the JVM's own threads to do something. Healthy as long as those threads live.
   *
   * @param operation what, in HotSpot's words ({@code G1CollectForAllocation}) where that can be
   *     told
   */
  record VmOperationWait(long address, String operation) implements NativeWait {}

  /** For a safepoint to end. Healthy as long as the VM thread lives. */
  record SafepointWait(long address) implements NativeWait {}

  /**
   * To wake up the waiters of a condition, once those who were woken up before have taken notice
   * (glibc 2.25 to 2.40, {@code nptl/pthread_cond_common.c}). They have no task in a forked process
   * and never do.
   */
  record StragglerWait(long address, @Nullable String name) implements NativeWait {}

  /**
   * To be woken up by somebody who is not written down. Nothing in it tells whether that is well.
   */
  record ConditionWait(long address, @Nullable String name) implements NativeWait {}
}
