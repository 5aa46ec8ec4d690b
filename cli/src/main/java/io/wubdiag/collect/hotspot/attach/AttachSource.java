package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Stopwatch;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a JVM itself for its threads: by {@code Thread.print} over its attach socket, and for
 * virtual threads by {@code Thread.dump_to_file} too. It loads no code and does not walk the heap
 * ({@code -l} would). The JVM is stopped as long as it takes to print its stacks.
 *
 * <p>It speaks to the socket directly, not through {@code com.sun.tools.attach}. Measured, from the
 * start of {@code main} in a JVM that has just started to the first dump of 20 threads in hand, JDK
 * 17 on 17: 110 ms against 196 ms on a first attach (the API looks for the socket every 100 ms), 49
 * ms against 97 ms on a later one (the API loads twice the classes, and a library). Besides, the
 * API knows no deadline and sends the signal a second time. Up to JDK 21 it does not check whether
 * the signal kills. Its {@code executeJCmd} is not exported.
 */
public final class AttachSource {
  private final Machine machine;

  /** The print of one look at the JVM, and the longest time that it may have stopped the JVM. */
  private record Look(ThreadPrint print, Duration roundTrip) {}

  private final Supplier<OptionalLong> mounts;
  private @Nullable MountWatch mountWatch;

  /** The threads that held or waited for an object in the previous listing. */
  private @Nullable List<DumpedThread> listedBefore;

  /** A source that can't tell a computing carrier from a carrier that keeps switching threads. */
  public AttachSource(Machine machine) {
    this(machine, OptionalLong::empty);
  }

  /**
   * A source for one JVM.
   *
   * @param mounts a number that changes when one of the JVM's carriers begins to carry a virtual
   *     thread; empty if it is unknown
   */
  public AttachSource(Machine machine, Supplier<OptionalLong> mounts) {
    this.machine = machine;
    this.mounts = mounts;
  }

  /**
   * The threads of the JVM, as it tells them itself.
   *
   * <p>SIGQUIT is sent only if the JVM does not listen yet, and only right after a check that it
   * catches the signal. Some processes can't answer, and are not waited for: a process that is
   * stopped, frozen, another user's (unless we are root), without a Signal Dispatcher, or does not
   * catch SIGQUIT (because of {@code -Xrs}, or since it is a second old).
   *
   * <p>If virtual threads could not be read, the answer has the rest, and the attempt's reason says
   * so. Their holds are {@code INFERRED} at the first request, since virtual threads are listed
   * after the rest. They are proved at a later request, if both listings agree.
   *
   * @param attachDisabled whether it runs with {@code -XX:+DisableAttachMechanism}; on SIGQUIT it
   *     would then print a thread dump to its own standard output
   */
  public Answer<ThreadDump> dump(KernelFacts process, boolean attachDisabled, Deadline deadline) {
    Stopwatch watch = Stopwatch.start(machine, Source.ATTACH);
    try {
      AttachHandshake handshake = new AttachHandshake(machine, process);
      AttachSocket socket =
          new AttachSocket(machine, handshake.socket(attachDisabled, deadline)).buffered(deadline);
      FrameText frameText = new FrameText();
      Look look = look(process, socket, frameText, deadline);
      if (!look.print().knowsVirtualThreads()) {
        return watch.answered(dump(look, look.print().threads(), Set.of()));
      }
      try {
        ThreadListing listing = new ThreadListing(machine, process, socket, frameText);
        return watch.answered(dumpWithVirtual(process, listing, look, deadline));
      } catch (AttachFailure e) {
        ThreadDump dump = dump(look, look.print().threads(), Set.of());
        String reason = "its virtual threads could not be listed: " + reason(e);
        return new Answer<>(dump, watch.attempt(Outcome.ANSWERED, reason));
      }
    } catch (AttachFailure e) {
      return watch.failed(e.outcome(), e.reason());
    }
  }

  /** The reason in words. The JVM can answer, since it has just told of the rest. */
  private static String reason(AttachFailure failure) {
    return failure.outcome() == Outcome.TIMED_OUT
        ? "there was not enough time for so many; try a longer --timeout"
        : failure.reason();
  }

  private static Look look(
      KernelFacts process, AttachSocket socket, FrameText frameText, Deadline deadline)
      throws AttachFailure {
    Machine.Reply reply = socket.jcmd("Thread.print", deadline);
    ThreadPrint print = ThreadPrintParser.parse(reply.text(), process, frameText);
    if (print.threads().isEmpty()) {
      throw new AttachFailure(Outcome.FAILED, "its thread dump was not understood");
    }
    return new Look(print, reply.took());
  }

  private ThreadDump dumpWithVirtual(
      KernelFacts process, ThreadListing listing, Look look, Deadline deadline)
      throws AttachFailure {
    if (MountWatch.concerns(look.print()) && !atRest(process, look.print(), deadline)) {
      throw new AttachFailure(
          Outcome.SKIPPED,
          "they start to run all the time, and JDK 25 may crash if one starts while it is listed"
              + " (JDK-8364343)");
    }
    List<DumpedThread> before = listedBefore;
    List<DumpedThread> listed = listing.read(deadline);
    listedBefore = withObjects(listed);
    VirtualThreadMerge merge =
        new VirtualThreadMerge(look.print(), before, listed, process.identity());
    return dump(look, merge.threads(), merge.inferred());
  }

  private boolean atRest(KernelFacts process, ThreadPrint print, Deadline deadline) {
    MountWatch watch = mountWatch;
    if (watch == null) {
      watch = new MountWatch(machine, process, mounts);
      mountWatch = watch;
    }
    return watch.atRest(print.threads(), deadline);
  }

  private static List<DumpedThread> withObjects(List<DumpedThread> listed) {
    List<DumpedThread> result = new ArrayList<>();
    for (DumpedThread thread : listed) {
      if (thread.hasObjects()) {
        result.add(thread);
      }
    }
    return result;
  }

  private static ThreadDump dump(Look look, List<ThreadSnapshot> threads, Set<ThreadRef> inferred) {
    ThreadPrint print = look.print();
    List<ThreadSnapshot> distinct = print.objects().withoutClashes(threads);
    return new ThreadDump(
        distinct,
        print.objects().withOwners(distinct, inferred),
        look.roundTrip(),
        print.version());
  }
}
