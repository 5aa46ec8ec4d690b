package io.wubdiag.collect.libc;

import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import org.jspecify.annotations.Nullable;

/** What a runtime knows of its own mutexes and conditions beyond glibc's fields. */
public interface KnownMutexes {
  /** For a program without such knowledge. */
  KnownMutexes NONE =
      new KnownMutexes() {
        @Override
        public @Nullable String mutexName(long mutex) {
          return null;
        }

        @Override
        public long mutexOwner(long mutex) {
          return 0;
        }

        @Override
        public @Nullable NativeWait wait(
            Task task, SystemCall call, long address, int operation, int word) {
          return null;
        }
      };

  /**
   * The name of the mutex whose {@code pthread_mutex_t} is at this address, null if it has none.
   */
  @Nullable String mutexName(long mutex);

  /** The native id of the mutex' owner according to the runtime, 0 for none. */
  long mutexOwner(long mutex);

  /**
   * What a task waits for at an address that is not a mutex; null if the runtime does not know.
   *
   * @param operation of futex(2)
   * @param word what stands at the address
   */
  @Nullable NativeWait wait(Task task, SystemCall call, long address, int operation, int word)
      throws UnreadableMemory;
}
