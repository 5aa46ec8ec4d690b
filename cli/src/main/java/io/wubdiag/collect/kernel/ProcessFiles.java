package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.FileLock;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the files of one process, {@code /proc/PID}, once. */
final class ProcessFiles {
  /**
   * The most tasks that are read in full (30 µs each). Further tasks get only name and state (10
   * µs).
   */
  private static final int DETAILED_TASKS = 2000;

  private static final int OPEN_FILES = 10_000;
  private static final int SIGQUIT = 3;

  private final Machine machine;
  private final ProcFile file;
  private final String directory;
  private final HostFacts hostFacts;
  private final Deadline deadline;
  private final List<String> unreadable = new ArrayList<>(0);

  private long uid;
  private long gid;
  private long namespacePid;
  private boolean otherNamespace;
  private boolean catchesSigquit;

  ProcessFiles(Machine machine, String directory, HostFacts hostFacts, Deadline deadline) {
    this.machine = machine;
    this.file = new ProcFile(machine);
    this.directory = directory;
    this.hostFacts = hostFacts;
    this.deadline = deadline;
  }

  /** The facts of the process. Some are missing if it ends meanwhile. Slow readings come last. */
  KernelFacts read(long pid, StatLine stat) {
    boolean hasMemory = !stat.kernelThread() && !stat.ended();
    readStatus(pid);
    List<Task> tasks = tasks(hasMemory);
    Task other = stat.firstThreadExited() ? firstLiving(tasks) : null;
    // /proc/PID shows the first thread. An exited thread has neither memory nor files
    String shown = other == null ? directory : directory + "/task/" + other.tid();
    List<OpenFile> openFiles = hasMemory ? openFiles(shown) : List.of();
    boolean frozen = hostFacts.controlGroups().frozen(file, directory);
    long pidNamespace = pidNamespace();
    ProcessImage image = hasMemory ? image(shown, tasks) : ProcessImage.NONE;
    for (String what : image.denied()) {
      denied(what);
    }
    if (image.libjvm() == null && deadline.hasPassed()) {
      unreadable.add("memory map: no time was left");
    }
    List<FileLock> fileLocks = fileLocks(pid, shown, openFiles);
    return new KernelFacts(
        new ProcessIdentity(hostFacts.host(), pid, stat.startTicks(), pidNamespace),
        stat.parentPid(),
        hostFacts.afterBoot(stat.startTicks()),
        image.command().isEmpty() ? List.of("[" + stat.name() + "]") : image.command(),
        stat.name(),
        image.executable(),
        other == null ? stat.state() : other.state(),
        uid,
        gid,
        namespacePid,
        stat.kernelThread(),
        catchesSigquit,
        image.libjvm(),
        frozen,
        stat.background(),
        tasks,
        openFiles,
        fileLocks,
        unreadable);
  }

  /** Reads {@code status}, proc_pid_status(5). Its lines come in the order of this code. */
  private void readStatus(long pid) {
    namespacePid = pid;
    if (!file.load(directory + "/status")) {
      return;
    }
    if (file.acceptLine("Uid:")) {
      file.number(); // the real uid
      uid = file.number();
    }
    if (file.acceptLine("Gid:")) {
      file.number();
      gid = file.number();
    }
    if (file.acceptLine("NSpid:") && file.numberFollows()) {
      namespacePid = file.number(); // the pid in our namespace
      while (file.numberFollows()) {
        namespacePid = file.number();
        otherNamespace = true;
      }
    }
    if (file.acceptLine("SigCgt:")) {
      catchesSigquit = (file.hex() >>> SIGQUIT - 1 & 1) != 0;
    }
  }

  private List<Task> tasks(boolean details) {
    String[] names = machine.list(directory + "/task");
    if (names == null) {
      return List.of();
    }
    TaskFiles files = new TaskFiles(machine, file);
    List<Task> tasks = new ArrayList<>(names.length);
    for (int i = 0; i < names.length; i++) {
      if (i % 64 == 63 && deadline.hasPassed()) {
        unreadable.add("tasks: no time was left for " + (names.length - i) + " of " + names.length);
        break;
      }
      long tid = ProcFile.numberOf(names[i]);
      Task task =
          files.read(
              directory + "/task/" + names[i], tid, otherNamespace, details && i < DETAILED_TASKS);
      if (task != null) {
        tasks.add(task);
      }
    }
    if (details && names.length > DETAILED_TASKS) {
      unreadable.add(
          "system calls: read for " + DETAILED_TASKS + " of " + names.length + " tasks only");
    }
    if (files.systemCallFailure() == ProcFile.Failure.DENIED) {
      denied("system calls");
    } else if (files.systemCallFailure() == ProcFile.Failure.ABSENT) {
      unreadable.add("system calls: this kernel does not report them");
    }
    return tasks;
  }

  private static @Nullable Task firstLiving(List<Task> tasks) {
    for (Task task : tasks) {
      if (task.state() != ProcessState.ZOMBIE && task.state() != ProcessState.DEAD) {
        return task;
      }
    }
    return null;
  }

  private List<OpenFile> openFiles(String shown) {
    String descriptors = shown + "/fd";
    String[] names = machine.list(descriptors);
    if (names == null) {
      if (machine.exists(descriptors)) {
        denied("open files");
      }
      return List.of();
    }
    List<OpenFile> openFiles = new ArrayList<>(Math.min(names.length, OPEN_FILES));
    for (int i = 0; i < names.length; i++) {
      if (i == OPEN_FILES || i % 64 == 63 && deadline.hasPassed()) {
        unreadable.add("open files: read " + i + " of " + names.length + " only");
        break;
      }
      try {
        String target = machine.readLink(descriptors + "/" + names[i]);
        openFiles.add(new OpenFile((int) ProcFile.numberOf(names[i]), target));
      } catch (AccessDeniedException e) {
        denied("open files");
        break;
      } catch (IOException e) {
        // the descriptor was closed meanwhile
      }
    }
    return openFiles;
  }

  private List<FileLock> fileLocks(long pid, String shown, List<OpenFile> openFiles) {
    FileLocks all = hostFacts.fileLocks(deadline);
    if (all == null) {
      unreadable.add("file locks: no time was left");
      return List.of();
    }
    if (!all.descriptionsAwaited()) {
      return all.of(pid);
    }
    List<FileLock> locks = new ArrayList<>(all.of(pid));
    for (OpenFile open : openFiles) {
      if (open.target().startsWith("/")
          && !open.target().startsWith("/dev/")
          && file.load(shown + "/fdinfo/" + open.fd())) {
        all.addOfDescriptor(file, locks);
      }
    }
    return locks;
  }

  private long pidNamespace() {
    try {
      String link = machine.readLink(directory + "/ns/pid");
      int open = link.indexOf('[');
      int close = link.indexOf(']');
      return open < close ? Math.max(0, ProcFile.numberOf(link.substring(open + 1, close))) : 0;
    } catch (AccessDeniedException e) {
      denied("pid namespace");
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private ProcessImage image(String shown, List<Task> tasks) {
    for (Task task : tasks) {
      if (task.state() == ProcessState.DISK_SLEEP) {
        ProcessImage image = ProcessImage.readPatiently(machine, shown, deadline);
        if (image == null) {
          unreadable.add(
              "command line and memory map: reading them blocks, as long as a task in"
                  + " uninterruptible"
                  + " sleep holds the lock of the map");
          return ProcessImage.NONE;
        }
        return image;
      }
    }
    return ProcessImage.read(machine, file, shown, deadline);
  }

  private void denied(String what) {
    unreadable.add(what + ": permission denied (" + hostFacts.remedy(uid) + ")");
  }
}
