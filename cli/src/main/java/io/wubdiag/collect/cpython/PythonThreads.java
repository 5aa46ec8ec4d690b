package io.wubdiag.collect.cpython;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a Python process.
 *
 * @param complete whether all threads were read
 */
public record PythonThreads(List<PythonThread> threads, boolean complete) {
  public PythonThreads {
    threads = List.copyOf(threads);
  }

  /** The thread with this ident, null if absent. */
  public @Nullable PythonThread find(long ident) {
    for (PythonThread thread : threads) {
      if (thread.ident() == ident) {
        return thread;
      }
    }
    return null;
  }
}
