package io.wubdiag.collect.ipc;

import io.wubdiag.model.FileLock;
import io.wubdiag.model.Host;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * That a thread waits in the kernel for what another process could do.
 *
 * @param target what it has open there, as {@code /proc/PID/fd} shows it: of a write or read the
 *     pipe or socket, of a lock the file; the path of a named pipe that it opens. Empty for a
 *     child's end
 * @param fd the descriptor that it reads or writes, -1 for none
 * @param child the child process whose end it waits for, else 0
 * @param lock the lock on a file that it waits for, else null
 */
record KernelWait(
    KernelFacts kernel,
    ThreadSnapshot thread,
    Wait.Kind kind,
    String target,
    int fd,
    long child,
    @Nullable FileLock lock) {
  /** The kernel that numbers what it waits for. */
  Host host() {
    return kernel.identity().host();
  }

  /** The same of a virtual thread, by the thread that carries it. */
  KernelWait by(ThreadSnapshot carried) {
    return new KernelWait(kernel, carried, kind, target, fd, child, lock);
  }
}
