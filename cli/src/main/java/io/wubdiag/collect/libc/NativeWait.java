package io.wubdiag.collect.libc;

import org.jspecify.annotations.Nullable;

/**
 * What a task waits for in the system call futex(2). Names are HotSpot's own names of its mutexes
 * and conditions, null for others.
 */
public sealed interface NativeWait {
  /** The futex' address in the waiting process. */
  long address();

  /**
   * A wait for a {@code pthread_mutex_t}.
   *
   * @param ownerNamespaceTid the owner's id in its process' namespace; in a forked process, an id
   *     that the original had at the fork
   */
  record MutexWait(long address, long ownerNamespaceTid, @Nullable String name)
      implements NativeWait {}

  /**
   * A wait for a VM operation, which the JVM's own threads carry out. Healthy while those threads
   * live.
   *
   * @param operation its name in HotSpot ({@code G1CollectForAllocation}) where it is known
   */
  record VmOperationWait(long address, String operation) implements NativeWait {}

  /** A wait for the end of a safepoint. Healthy while the VM thread lives. */
  record SafepointWait(long address) implements NativeWait {}

  /**
   * A wait, before waking a condition's waiters, for the waiters that were woken earlier to take
   * notice (glibc 2.25 to 2.40, {@code nptl/pthread_cond_common.c}). In a forked process these
   * waiters have no task, so they never do.
   */
  record StragglerWait(long address, @Nullable String name) implements NativeWait {}

  /**
   * A wait for a wake-up whose sender is not recorded. It does not tell whether the task is
   * healthy.
   */
  record ConditionWait(long address, @Nullable String name) implements NativeWait {}
}
