package io.wubdiag.collect.libc;

import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import org.jspecify.annotations.Nullable;

/** What a runtime knows of its own mutexes and conditions beyond what glibc writes down. */
public interface KnownMutexes {
  /** Of a program about which nothing more is known. */
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

  /** The name of the mutex whose {@code pthread_mutex_t} is there, null if it has none. */
  @Nullable String mutexName(long mutex);

  /** The native id of the thread that the runtime itself says holds that mutex, 0 for none. */
  long mutexOwner(long mutex);

  /**
   * What a task waits for at an address that is no mutex; null if the runtime does not know.
   *
   * @param operation of futex(2)
   * @param word what stands at the address
   */
  @Nullable NativeWait wait(Task task, SystemCall call, long address, int operation, int word)
      throws UnreadableMemory;
}
