package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.Frame;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.model.threads.JvmThreads;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the threads' waits in the kernel that another process could end. */
final class KernelWaits {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();

  /** Commands of fcntl, from asm-generic/fcntl.h. */
  private static final long F_SETLKW = 7;

  private static final long F_OFD_SETLKW = 38;

  /** Access modes, from asm-generic/fcntl.h, too. */
  private static final long ACCESS_MODE = 3;

  private static final long WRITE_ONLY = 1;

  /** Kinds of ids for waitid(2), from linux/wait.h. */
  private static final long P_PID = 1;

  private final Machine machine;

  KernelWaits(Machine machine) {
    this.machine = machine;
  }

  /**
   * The wait of this thread in the kernel; null for a wait of another kind, or none.
   *
   * @param task its task, null if it has none
   */
  @Nullable KernelWait of(KernelFacts kernel, ThreadSnapshot thread, @Nullable Task task) {
    if (thread.ghost() || thread.virtual()) {
      return null;
    }
    if (thread.state() == Thread.State.WAITING) {
      long child = waitsForProcess(thread) ? onlyReapedChild(kernel) : 0;
      return child == 0
          ? null
          : new KernelWait(kernel, thread, Wait.Kind.CHILD_EXIT, "", -1, child, null);
    }
    boolean inKernel = thread.state() == null || thread.state() == Thread.State.RUNNABLE;
    if (!inKernel || thread.waitsFor() != null || JvmThreads.isReaper(thread.ref())) {
      return null;
    }
    return task == null || task.systemCall() == null ? null : of(kernel, thread, task.systemCall());
  }

  /**
   * The wait of a virtual thread until it can write to a descriptor, without a time limit; null for
   * any other thread, or if no other process is involved.
   */
  @Nullable KernelWait polled(KernelFacts kernel, ThreadSnapshot thread, int fd) {
    String target = target(kernel, fd);
    return thread.state() == Thread.State.WAITING
            && thread.waitsFor() == null
            && isShared(kernel, fd, target)
        ? new KernelWait(kernel, thread, Wait.Kind.WRITE, target, fd, 0, null)
        : null;
  }

  private @Nullable KernelWait of(KernelFacts kernel, ThreadSnapshot thread, SystemCall call) {
    if (call.arguments().size() < 2) {
      return null;
    }
    boolean reads = CALLS.reads().contains(call.number());
    if (reads || CALLS.writes().contains(call.number())) {
      String target = target(kernel, call.arguments().get(0));
      Wait.Kind kind = reads ? Wait.Kind.READ : Wait.Kind.WRITE;
      return isShared(kernel, call.arguments().get(0), target)
          ? new KernelWait(
              kernel, thread, kind, target, call.arguments().get(0).intValue(), 0, null)
          : null;
    }
    long command = call.arguments().get(1);
    boolean locks =
        call.number() == CALLS.flock()
            || call.number() == CALLS.fcntl() && (command == F_SETLKW || command == F_OFD_SETLKW);
    if (locks) {
      FileLock lock = onlyAwaitedLock(kernel);
      String target = target(kernel, call.arguments().get(0));
      return lock == null
          ? null
          : new KernelWait(kernel, thread, Wait.Kind.FILE_LOCK, target, -1, 0, lock);
    }
    String opened = opensToWrite(kernel, call);
    if (opened != null) {
      return new KernelWait(kernel, thread, Wait.Kind.OPEN, opened, -1, 0, null);
    }
    long child = awaitedChild(kernel, call);
    return child == 0
        ? null
        : new KernelWait(kernel, thread, Wait.Kind.CHILD_EXIT, "", -1, child, null);
  }

  /**
   * The named pipe that the thread opens to write, which blocks until another process opens it to
   * read (fifo(7)). A thread that opens one to read is idle, as at its standard input.
   */
  private @Nullable String opensToWrite(KernelFacts kernel, SystemCall call) {
    boolean at = call.number() == CALLS.openat();
    if (!at && call.number() != CALLS.open()) {
      return null;
    }
    int path = at ? 1 : 0;
    if ((call.arguments().get(path + 1) & ACCESS_MODE) != WRITE_ONLY) {
      return null;
    }
    String named = CallArguments.path(machine, kernel.identity(), call.arguments().get(path));
    int directory = at ? call.arguments().get(0).intValue() : NamedPipes.WORKING_DIRECTORY;
    return named == null ? null : NamedPipes.find(machine, kernel.pid(), directory, named);
  }

  /**
   * The awaited child; 0 if unknown. A process in another pid namespace has other numbers for its
   * children than we have.
   */
  static long awaitedChild(KernelFacts kernel, SystemCall call) {
    if (kernel.namespacePid() != kernel.pid()) {
      return 0;
    }
    if (call.number() == CALLS.wait4()) {
      int pid = call.arguments().get(0).intValue();
      return Math.max(0, pid);
    }
    return call.number() == CALLS.waitid() && call.arguments().get(0) == P_PID
        ? call.arguments().get(1)
        : 0;
  }

  private static boolean waitsForProcess(ThreadSnapshot thread) {
    for (Frame frame : thread.frames()) {
      if (frame.className().equals("java.lang.ProcessImpl") && frame.method().equals("waitFor")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The child for which the JVM's reaper thread ({@code process reaper}) waits, if there is just
   * one.
   */
  private static long onlyReapedChild(KernelFacts kernel) {
    Set<Long> children = new HashSet<>();
    for (Task task : kernel.tasks()) {
      SystemCall call = task.systemCall();
      long child = call == null || call.arguments().isEmpty() ? 0 : awaitedChild(kernel, call);
      if (child != 0) {
        children.add(child);
      }
    }
    return children.size() == 1 ? children.iterator().next() : 0;
  }

  private static @Nullable FileLock onlyAwaitedLock(KernelFacts kernel) {
    FileLock awaited = null;
    for (FileLock lock : kernel.fileLocks()) {
      if (lock.blockedBy() != 0) {
        if (awaited != null) {
          return null; // the list does not tell which thread waits for which child
        }
        awaited = lock;
      }
    }
    return awaited;
  }

  private static String target(KernelFacts kernel, long fd) {
    for (OpenFile open : kernel.openFiles()) {
      if (open.fd() == (int) fd) {
        return open.target();
      }
    }
    return "";
  }

  /** Whether the file is a pipe or a socket, or by its path a named pipe. */
  private boolean isShared(KernelFacts kernel, long fd, String target) {
    if (!target.startsWith("/") || target.startsWith("/dev/")) {
      return target.startsWith("pipe:[") || target.startsWith("socket:[");
    }
    try {
      return machine.status("/proc/" + kernel.pid() + "/fd/" + (int) fd).isOther();
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
