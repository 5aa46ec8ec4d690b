package io.wubdiag.collect.ipc;

import io.wubdiag.model.FileLock;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A thread's wait in the kernel for an action of another process.
 *
 * @param target the awaited file, as {@code /proc/PID/fd} shows it: for a write or read the pipe or
 *     socket, for a lock the file; for an open the path of a named pipe. Empty for a child's end
 * @param fd the descriptor that the thread reads or writes, -1 for none
 * @param child the child process whose end it waits for, else 0
 * @param lock the file lock that it waits for, else null
 */
record KernelWait(
    KernelFacts kernel,
    ThreadSnapshot thread,
    Wait.Kind kind,
    String target,
    int fd,
    long child,
    @Nullable FileLock lock) {
  /** The kernel whose numbers identify the awaited object. */
  Host host() {
    return kernel.identity().host();
  }

  /** The same wait of a virtual thread, by the thread that carries it. */
  KernelWait by(ThreadSnapshot carried) {
    return new KernelWait(kernel, carried, kind, target, fd, child, lock);
  }
}
