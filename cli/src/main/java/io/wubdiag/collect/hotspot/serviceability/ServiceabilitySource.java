package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.kernel.StatLine;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.HelperPool;
import io.wubdiag.collect.machine.HelperRun;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads a JVM's threads from its memory, with the Serviceability Agent of the JDK that it runs on.
 * The JVM itself need not answer: it may be a forked child without a VM thread, be stopped, or
 * refuse to be attached to.
 *
 * <p>A process at rest does not notice. A running process is stopped while its threads are read,
 * some tenths of a second; {@link ThreadDump#paused} says how long. It needs what ptrace(2) needs:
 * the same user or {@code CAP_SYS_PTRACE}, and a kernel that permits it.
 *
 * <p>One helper JVM for each JDK reads all processes that run on it, one after the other: the first
 * process takes ten times as long as the others. All concurrent requests share this object; close
 * it in the end.
 *
 * <p>Unmounted virtual threads are not listed.
 */
public final class ServiceabilitySource implements AutoCloseable {
  // If helpers ran as several users, the user would belong to the key.
  private final Map<String, HelperPool> pools = new HashMap<>();

  /**
   * Reads the threads of this process.
   *
   * @param machine the line of work that asks
   */
  public Answer<ThreadDump> dump(Machine machine, KernelFacts process, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.SERVICEABILITY);
    try {
      return dump(machine, process, deadline, watch);
    } catch (IOException e) {
      return gone(machine, process)
          ? watch.failed(Outcome.VANISHED, "it ended while it was read")
          : watch.failed(Outcome.FAILED, "it could not be read: " + e.getMessage());
    }
  }

  private Answer<ThreadDump> dump(
      Machine machine, KernelFacts process, Deadline deadline, Stopwatch watch) throws IOException {
    if (process.libjvm() == null) {
      return watch.failed(Outcome.UNSUPPORTED, "it is not a HotSpot JVM");
    }
    Libjvm libjvm;
    try {
      libjvm = Libjvm.of(machine, process);
    } catch (IOException e) {
      return gone(machine, process)
          ? watch.failed(Outcome.VANISHED, "it has ended")
          : watch.failed(Outcome.NOT_PERMITTED, Refusal.reason(machine, process));
    }
    if (libjvm == null) {
      return watch.failed(Outcome.FAILED, "it no longer maps libjvm.so");
    }
    HelperJdk jdk = HelperJdk.forTarget(machine, libjvm);
    if (jdk.home() == null) {
      return watch.failed(Outcome.UNSUPPORTED, jdk.reason());
    }
    String request = process.pid() + " " + Long.toHexString(libjvm.address());
    HelperRun run = machine.ask(pool(machine, jdk.home(), jdk), request, deadline);
    if (run != null && run.output().isEmpty()) {
      LeftStopped.resume(machine, process);
    }
    if (run == null || run.timedOut()) {
      String seconds = Long.toString(Math.max(1, watch.elapsed().toSeconds()));
      return watch.failed(
          Outcome.TIMED_OUT,
          "its memory was not read within " + seconds + " s; a longer --timeout may help");
    }
    if (gone(machine, process)) {
      return watch.failed(Outcome.VANISHED, "it ended while it was read");
    }
    HelperReport report = HelperReport.parse(run.output());
    if (report.error() != null) {
      return stopRefused(machine, process, report.error(), run.errors(), watch);
    }
    return watch.answered(new DumpAssembly(process, report).assemble());
  }

  private HelperPool pool(Machine machine, String home, HelperJdk jdk) throws IOException {
    synchronized (pools) {
      HelperPool pool = pools.get(home);
      if (pool == null) {
        pool = new HelperPool(jdk.command(machine, classPath()), HelperArchive.timeToWrite());
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

  /** The answer for a helper's failure, mostly to stop a running process. */
  private static Answer<ThreadDump> stopRefused(
      Machine machine, KernelFacts process, String error, String errors, Stopwatch watch) {
    long tracer = ProcStatus.ofProcess(machine, process.pid()).number("TracerPid", 0);
    if (tracer != 0) {
      String reason = "it runs, and can't be stopped: process " + tracer + " traces it already";
      return watch.failed(Outcome.NOT_PERMITTED, reason);
    }
    String more = errors.isBlank() ? "" : "; " + errors.strip();
    return watch.failed(Outcome.FAILED, "the Serviceability Agent failed: " + error + more);
  }

  private static boolean gone(Machine machine, KernelFacts process) {
    StatLine stat = StatLine.of(machine, process.pid());
    return stat == null || stat.exited() || stat.startTicks() != process.identity().startTicks();
  }

  /** The jar or the class directory of this class. */
  private static Path classPath() throws IOException {
    try {
      return Path.of(
          ServiceabilitySource.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("where wubdiag's own classes lie is not known", e);
    }
  }
}
