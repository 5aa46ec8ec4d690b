package io.wubdiag.collect.ipc;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.kernel.SystemCallNumbers;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.Owner;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a pipe whose write end was inherited by accident: a process reads a program's output
 * to its end. The program has ended, but has left a daemon behind, which inherited the pipe. The
 * output ends only when the daemon ends.
 *
 * <p>The daemon's parent shows that it is an orphan: it is a process that adopts orphans. The
 * daemon is younger than the reader. The pipe is not the reader's standard input, as it is for the
 * last program of a pipeline.
 */
final class InheritedPipe {
  private static final SystemCallNumbers CALLS = SystemCallNumbers.ofThisMachine();

  /**
   * Names of processes that adopt orphans, beside process 1, by {@code PR_SET_CHILD_SUBREAPER} of
   * prctl(2).
   */
  private static final Set<String> ADOPTERS =
      Set.of(
          "systemd",
          "init",
          "tini",
          "docker-init",
          "dumb-init",
          "catatonit",
          "conmon",
          "containerd-shim");

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox");

  private static final int FIRST_OF_ITS_OWN = 3;

  private final ProcessTable table;
  private final Function<KernelFacts, OptionalLong> bytesWritten;

  InheritedPipe(ProcessTable table, Function<KernelFacts, OptionalLong> bytesWritten) {
    this.table = table;
    this.bytesWritten = bytesWritten;
  }

  /**
   * What is known of the processes that hold the write end.
   *
   * @param record how they hold it, null if they may be at work or nothing is known
   * @param unknown why it is unknown, null if it is known
   */
  record Verdict(Owner.@Nullable Record record, @Nullable String unknown) {
    private static final Verdict AT_WORK = new Verdict(null, null);
  }

  /**
   * Whether a thread waits at a pipe that its process may have made itself to read from a child.
   */
  static boolean isOfChild(KernelWait wait) {
    if (wait.kind() != Wait.Kind.READ
        || wait.fd() < FIRST_OF_ITS_OWN
        || !wait.target().startsWith("pipe:[")) {
      return false;
    }
    int ends = 0;
    for (OpenFile open : wait.kernel().openFiles()) {
      ends += open.target().equals(wait.target()) ? 1 : 0;
    }
    return ends == 1;
  }

  /** Whether all these processes, which hold the write end, are orphans. */
  boolean all(KernelWait wait, List<Long> writers) {
    if (!isOfChild(wait) || writers.isEmpty()) {
      return false;
    }
    ListedProcess reader = table.find(wait.kernel().pid()).orElse(null);
    for (long pid : writers) {
      ListedProcess writer = table.find(pid).orElse(null);
      if (reader == null || writer == null || !isOrphan(writer, reader, writers)) {
        return false;
      }
    }
    return true;
  }

  /** Whether this writer, or the writer that it descends from, was given to a new parent. */
  private boolean isOrphan(ListedProcess writer, ListedProcess reader, List<Long> writers) {
    ListedProcess first = writer;
    Set<Long> seen = new HashSet<>(); // a pid that was reused meanwhile may close a cycle
    while (writers.contains(first.parentPid()) && seen.add(first.pid())) {
      first = table.find(first.parentPid()).orElse(first);
    }
    ListedProcess parent = table.find(first.parentPid()).orElse(null);
    if (parent == null
        || parent.pid() == reader.pid()
        || first.startTicks() < reader.startTicks()) {
      return false;
    }
    // If process 1 of a container is a shell, it may have started both itself.
    boolean first1 = parent.pid() == 1 && !SHELLS.contains(parent.name());
    return first1 || ADOPTERS.contains(parent.name());
  }

  /**
   * Judges these orphans after a second look.
   *
   * @param alone whether the reader's process has one thread. Then the thread does more than copy a
   *     log, and the whole process waits
   */
  Verdict judge(List<ProcessCapture> writers, boolean alone, Set<ThreadRef> still) {
    boolean unused = true;
    for (ProcessCapture writer : writers) {
      KernelFacts facts = writer.kernelFacts();
      if (facts == null || !isQuiet(writer, facts, still)) {
        return Verdict.AT_WORK;
      }
      OptionalLong written = bytesWritten.apply(facts);
      String unknown = whyUnknown(facts, written, alone);
      if (unknown != null) {
        return new Verdict(null, unknown);
      }
      unused &= written.isPresent() && written.getAsLong() == 0;
    }
    return new Verdict(unused ? Owner.Record.LEFT_BEHIND_UNUSED : Owner.Record.LEFT_BEHIND, null);
  }

  private static boolean isQuiet(ProcessCapture writer, KernelFacts facts, Set<ThreadRef> still) {
    if (facts.state() == ProcessState.STOPPED || facts.frozen()) {
      return true;
    }
    for (ThreadSnapshot thread : writer.threadsSeen()) {
      if (!still.contains(thread.ref())) {
        return false;
      }
    }
    for (Task task : facts.tasks()) {
      if (task.systemCall() != null && CALLS.writes().contains(task.systemCall().number())) {
        return false;
      }
    }
    return !facts.tasks().isEmpty();
  }

  private static @Nullable String whyUnknown(
      KernelFacts facts, OptionalLong written, boolean alone) {
    String who =
        "only process "
            + facts.pid()
            + " ("
            + facts.name()
            + ") could write to it. A program that has ended left this process running, and it ";
    for (Task task : facts.tasks()) {
      if (task.systemCall() != null && CALLS.waitsForChild(task.systemCall())) {
        return who + "waits for a child of its own, and may write after that";
      }
    }
    if (alone || written.isPresent() && written.getAsLong() == 0) {
      return null;
    }
    return who
        + (written.isEmpty()
            ? "may not be inspected for writes; run as root"
            : String.format(
                Locale.ROOT,
                "has written %,d bytes, to this or other files: it may write again, or have it open"
                    + " by accident",
                written.getAsLong()));
  }
}
