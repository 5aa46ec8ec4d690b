package io.wubdiag.collect.kernel;

import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedNative;
import io.wubdiag.model.ProcessCapture.Runtime;
import io.wubdiag.model.Source;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the kernel's facts of a process that is not a JVM, or may not be read deep enough to tell.
 */
public final class NativeProcess {
  private NativeProcess() {}

  public static CapturedNative capture(KernelFacts kernel, Attempt attempt) {
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(attempt);
    for (String unreadable : kernel.unreadable()) {
      if (unreadable.startsWith("memory map")
          || unreadable.startsWith("command line and memory map")) {
        attempts.add(
            new Attempt(
                Source.ATTACH,
                Outcome.NOT_PERMITTED,
                "can't tell whether it is a JVM: " + unreadable,
                Duration.ZERO));
      }
    }
    return new CapturedNative(kernel, runtime(kernel), attempts, tasks(kernel), List.of());
  }

  /** A process' tasks, as threads without stacks. */
  public static List<ThreadSnapshot> tasks(KernelFacts kernel) {
    List<ThreadSnapshot> threads = new ArrayList<>();
    for (Task task : kernel.tasks()) {
      ThreadRef ref = new ThreadRef(kernel.identity(), task.name(), task.tid(), 0);
      threads.add(
          new ThreadSnapshot(ref, null, false, false, false, null, List.of(), null, Duration.ZERO));
    }
    return threads;
  }

  private static Runtime runtime(KernelFacts kernel) {
    String executable = kernel.executable() == null ? kernel.name() : kernel.executable();
    String name = executable.substring(executable.lastIndexOf('/') + 1);
    return name.startsWith("python") ? Runtime.CPYTHON : Runtime.NATIVE;
  }

  /** Whether the process runs CPython, with or without other runtimes in it. */
  public static boolean isPython(KernelFacts kernel) {
    return runtime(kernel) == Runtime.CPYTHON;
  }
}
