package io.wubdiag.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's facts of a process, read without the process noticing. Every process has them, in
 * whatever language it is written.
 *
 * @param parentPid its parent's pid, 0 for none
 * @param startTime when it started, by the wall clock
 * @param command its command line, split into arguments; its name in brackets for a kernel thread
 *     or a zombie
 * @param name its name ({@code comm}, at most 15 bytes)
 * @param executable what {@code /proc/PID/exe} links to, null if that could not be read
 * @param uid its effective user id
 * @param gid its effective group id
 * @param namespacePid its pid inside its own pid namespace
 * @param kernelThread whether it is a thread of the kernel, without memory of its own
 * @param catchesSigquit whether it has a handler for SIGQUIT ({@code SigCgt}); without one, the
 *     signal kills it
 * @param libjvm the libjvm.so that it maps, as its own mount namespace names it; null if it is not
 *     a JVM (or its maps could not be read). {@code " (deleted)"} follows if the file was deleted
 *     or replaced since
 * @param frozen whether its control group is frozen
 * @param background whether it has a terminal and is not in the process group in its foreground
 * @param fileLocks the file locks that it took or waits for, and awaited locks that it holds by an
 *     inherited descriptor
 * @param unreadable what could not be read, and why, in words: {@code "open files: permission
 *     denied"}
 */
public record KernelFacts(
    ProcessIdentity identity,
    long parentPid,
    Instant startTime,
    List<String> command,
    String name,
    @Nullable String executable,
    ProcessState state,
    long uid,
    long gid,
    long namespacePid,
    boolean kernelThread,
    boolean catchesSigquit,
    @Nullable String libjvm,
    boolean frozen,
    boolean background,
    List<Task> tasks,
    List<OpenFile> openFiles,
    List<FileLock> fileLocks,
    List<String> unreadable) {

  public KernelFacts {
    command = List.copyOf(command);
    tasks = List.copyOf(tasks);
    openFiles = List.copyOf(openFiles);
    fileLocks = List.copyOf(fileLocks);
    unreadable = List.copyOf(unreadable);
  }

  public long pid() {
    return identity.pid();
  }

  /**
   * The terminal that it was stopped for using from the background, as a shell's job ({@code
   * SIGTTIN}, {@code SIGTTOU}); null if it was not.
   */
  public @Nullable String deniedTerminal() {
    if (state != ProcessState.STOPPED || !background) {
      return null;
    }
    for (Task task : tasks) {
      SystemCall call = task.systemCall();
      for (OpenFile file : openFiles) {
        if (call != null && file.isTerminal() && call.isOf(file.fd())) {
          return file.target();
        }
      }
    }
    return null;
  }

  /** The task of that id, as the process itself numbers it. */
  public Optional<Task> taskInNamespace(long namespaceTid) {
    return tasks.stream().filter(task -> task.namespaceTid() == namespaceTid).findFirst();
  }

  /**
   * Whether a task with this name lives. The kernel cuts names to 15 bytes, so {@code Signal
   * Dispatcher} is compared as {@code Signal Dispatch}.
   */
  public boolean hasTaskNamed(String taskName) {
    String cut = taskName.length() > 15 ? taskName.substring(0, 15) : taskName;
    for (Task task : tasks) {
      if (task.name().equals(cut)) {
        return true;
      }
    }
    return false;
  }
}
