package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HelperRun;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JVM's threads out of its memory, with the Serviceability Agent of the JDK that it runs
 * on. The JVM itself need not answer: it may be a forked child without a VM thread, be stopped, or
 * refuse to be attached to.
 *
 * <p>A process at rest does not notice. One that runs is stopped while its threads are read, some
 * tenths of a second; {@link ThreadDump#paused} says how long. Needs what ptrace(2) needs: the same
 * user or {@code CAP_SYS_PTRACE}, and a kernel that permits it.
 *
 * <p>One helper JVM for each JDK reads all processes that run on it, one after the other: it takes
 * ten times as long for the first one. To be shared by all who ask at the same time, and closed.
 *
 * <p>Virtual threads that are not mounted are not listed.
 */
public final class ServiceabilitySource implements AutoCloseable {
  // The user that a helper runs as would belong to the key.
  private final Map<Path, HelperPool> pools = new HashMap<>();

  /** Reads the threads of that process. */
  public Answer<ThreadDump> dump(KernelFacts process, Deadline deadline) {
    long start = System.nanoTime();
    try {
      return dump(process, deadline, start);
    } catch (IOException e) {
      return gone(process)
          ? failure(Outcome.VANISHED, "it ended while it was read", start)
          : failure(Outcome.FAILED, "it could not be read: " + e.getMessage(), start);
    }
  }

  private Answer<ThreadDump> dump(KernelFacts process, Deadline deadline, long start)
      throws IOException {
    if (process.libjvm() == null) {
      return failure(Outcome.UNSUPPORTED, "it is not a HotSpot JVM", start);
    }
    Libjvm libjvm;
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + process.pid() + "/mem", "r")) {
      libjvm = Libjvm.of(process, memory);
    } catch (IOException e) {
      return gone(process)
          ? failure(Outcome.VANISHED, "it has ended", start)
          : failure(Outcome.NOT_PERMITTED, Refusal.reason(process), start);
    }
    if (libjvm == null) {
      return failure(Outcome.FAILED, "it no longer maps libjvm.so", start);
    }
    HelperJdk jdk = HelperJdk.forTarget(libjvm);
    if (jdk.home() == null) {
      return failure(Outcome.UNSUPPORTED, jdk.reason(), start);
    }
    String request = process.pid() + " " + Long.toHexString(libjvm.address());
    HelperRun run = pool(jdk.home(), jdk).ask(request, deadline);
    if (run != null && run.output().isEmpty()) {
      LeftStopped.resume(process);
    }
    if (run == null || run.timedOut()) {
      String seconds = Long.toString(Math.max(1, elapsed(start).toSeconds()));
      return failure(
          Outcome.TIMED_OUT,
          "its memory was not read within " + seconds + " s; a longer --timeout may help",
          start);
    }
    if (gone(process)) {
      return failure(Outcome.VANISHED, "it ended while it was read", start);
    }
    HelperReport report = HelperReport.parse(run.output());
    if (report.error() != null) {
      return stopRefused(process, report.error(), run.errors(), start);
    }
    return new Answer<>(
        new DumpAssembly(process, report).assemble(),
        new Attempt(Source.SERVICEABILITY, Outcome.ANSWERED, "", elapsed(start)));
  }

  private HelperPool pool(Path home, HelperJdk jdk) throws IOException {
    synchronized (pools) {
      HelperPool pool = pools.get(home);
      if (pool == null) {
        pool = new HelperPool(jdk.command(classPath()));
        pools.put(home, pool);
      }
      return pool;
    }
  }

  /** Ends the helpers. */
  @Override
  public void close() {
    synchronized (pools) {
      for (HelperPool pool : pools.values()) {
        pool.close();
      }
    }
  }

  /** What the helper could not do; most often to stop a process that runs. */
  private static Answer<ThreadDump> stopRefused(
      KernelFacts process, String error, String errors, long start) {
    long tracer = ProcStatus.ofProcess(process.pid()).number("TracerPid", 0);
    if (tracer != 0) {
      String reason = "it runs, and can't be stopped: process " + tracer + " traces it already";
      return failure(Outcome.NOT_PERMITTED, reason, start);
    }
    String more = errors.isBlank() ? "" : "; " + errors.strip();
    return failure(Outcome.FAILED, "the Serviceability Agent failed: " + error + more, start);
  }

  private static boolean gone(KernelFacts process) {
    return ProcStatus.startTicks(process.pid()) != process.identity().startTicks();
  }

  /** The jar or the directory of classes that this class was loaded from. */
  private static Path classPath() throws IOException {
    try {
      return Path.of(
          ServiceabilitySource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("where wubdiag's own classes lie is not known", e);
    }
  }

  private static Answer<ThreadDump> failure(Outcome outcome, String reason, long start) {
    @Nullable ThreadDump none = null;
    return new Answer<>(none, new Attempt(Source.SERVICEABILITY, outcome, reason, elapsed(start)));
  }

  private static Duration elapsed(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
