package io.wubdiag.model;

import io.wubdiag.model.JvmFacts.Fork;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capture of one process of the tree, or the reason why it has none. */
public sealed interface ProcessCapture {
  long pid();

  long parentPid();

  /** Its command line in one line. */
  String command();

  /** The sources that were asked, in order. */
  List<Attempt> attempts();

  /** A copy with these threads and resources; unchanged if the process has vanished. */
  ProcessCapture with(List<ThreadSnapshot> newThreads, List<Resource> newResources);

  /**
   * A process that maps libjvm.so, whatever its executable.
   *
   * @param source where its threads come from; {@link Source#KERNEL} if the JVM itself could not be
   *     asked
   * @param paused the longest time that we may have stopped this JVM; zero if we did not
   */
  record CapturedJvm(
      KernelFacts kernel,
      JvmFacts jvm,
      Source source,
      List<Attempt> attempts,
      Duration paused,
      List<ThreadSnapshot> threads,
      List<Resource> resources)
      implements ProcessCapture {
    public CapturedJvm {
      attempts = List.copyOf(attempts);
      threads = List.copyOf(threads);
      resources = List.copyOf(resources);
    }

    @Override
    public CapturedJvm with(List<ThreadSnapshot> newThreads, List<Resource> newResources) {
      return new CapturedJvm(kernel, jvm, source, attempts, paused, newThreads, newResources);
    }

    @Override
    public long pid() {
      return kernel.pid();
    }

    @Override
    public long parentPid() {
      return kernel.parentPid();
    }

    @Override
    public String command() {
      return String.join(" ", kernel.command());
    }
  }

  /**
   * Any other process.
   *
   * @param source where its threads come from
   * @param fork its origin if it was forked and has not executed a program since; null if it was
   *     not, or was not checked
   */
  record CapturedNative(
      KernelFacts kernel,
      Runtime runtime,
      Source source,
      @Nullable Fork fork,
      List<Attempt> attempts,
      List<ThreadSnapshot> threads,
      List<Resource> resources)
      implements ProcessCapture {
    public CapturedNative {
      attempts = List.copyOf(attempts);
      threads = List.copyOf(threads);
      resources = List.copyOf(resources);
    }

    /** A capture with the kernel's facts alone. */
    public CapturedNative(
        KernelFacts kernel,
        Runtime runtime,
        List<Attempt> attempts,
        List<ThreadSnapshot> threads,
        List<Resource> resources) {
      this(kernel, runtime, Source.KERNEL, null, attempts, threads, resources);
    }

    @Override
    public CapturedNative with(List<ThreadSnapshot> newThreads, List<Resource> newResources) {
      return new CapturedNative(kernel, runtime, source, fork, attempts, newThreads, newResources);
    }

    @Override
    public long pid() {
      return kernel.pid();
    }

    @Override
    public long parentPid() {
      return kernel.parentPid();
    }

    @Override
    public String command() {
      return String.join(" ", kernel.command());
    }
  }

  /** A process that was listed, and was gone (or its pid reused) when it was to be captured. */
  record VanishedProcess(long pid, long parentPid, String command, List<Attempt> attempts)
      implements ProcessCapture {
    public VanishedProcess {
      attempts = List.copyOf(attempts);
    }

    @Override
    public VanishedProcess with(List<ThreadSnapshot> newThreads, List<Resource> newResources) {
      return this;
    }
  }

  /** The runtime that runs a process' program. */
  enum Runtime {
    HOTSPOT,
    CPYTHON,
    NATIVE
  }

  /** Its threads; empty for a vanished process. */
  default List<ThreadSnapshot> threadsSeen() {
    if (this instanceof CapturedJvm jvm) {
      return jvm.threads();
    }
    return this instanceof CapturedNative other ? other.threads() : List.of();
  }

  /** What its threads wait for or hold; empty for a vanished process. */
  default List<Resource> resourcesSeen() {
    if (this instanceof CapturedJvm jvm) {
      return jvm.resources();
    }
    return this instanceof CapturedNative other ? other.resources() : List.of();
  }

  /** The kernel's facts of it, null for a vanished process. */
  default @Nullable KernelFacts kernelFacts() {
    if (this instanceof CapturedJvm jvm) {
      return jvm.kernel();
    }
    return this instanceof CapturedNative other ? other.kernel() : null;
  }
}
