package io.wubdiag.collect.hotspot.dump;

import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.Attempt;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.JvmFacts;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one JVM so far, while steps complete it. One thread fills it; another thread may
 * read it when the time is up.
 */
public final class JvmReading {
  /** Why virtual threads are missing. */
  public static final String UNREAD_THREADS = "its virtual threads could not be read";

  private final Machine machine;
  private final KernelFacts kernel;
  private final Deadline deadline;

  /** Guarded by itself. */
  private final List<Attempt> attempts = new ArrayList<>();

  private volatile JvmFacts facts = new JvmFacts(null, null, null, null);
  private volatile long instant;
  private volatile Duration paused = Duration.ZERO;
  private @Nullable HotSpotMemory memory;
  private ThreadDump dump = new ThreadDump(List.of(), List.of(), Duration.ZERO, null);
  private Source source = Source.KERNEL;

  public JvmReading(Machine machine, KernelFacts kernel, Deadline deadline) {
    this.machine = machine;
    this.kernel = kernel;
    this.deadline = deadline;
  }

  /** The line of work that reads this JVM. */
  public Machine machine() {
    return machine;
  }

  public KernelFacts kernel() {
    return kernel;
  }

  public Deadline deadline() {
    return deadline;
  }

  /** The JVM's memory, null if it can't be read. */
  public @Nullable HotSpotMemory memory() {
    return memory;
  }

  public void put(@Nullable HotSpotMemory opened) {
    memory = opened;
  }

  public JvmFacts facts() {
    return facts;
  }

  public void put(JvmFacts known) {
    facts = known;
  }

  /** The JVM's threads; none before the first dump. */
  public ThreadDump dump() {
    return dump;
  }

  /** Sets the dump to complete, and its source. */
  public void put(Source from, ThreadDump taken) {
    source = from;
    dump = taken;
  }

  /** Replaces the dump by a more complete dump. */
  public void complete(UnaryOperator<ThreadDump> step) {
    dump = step.apply(dump);
  }

  /** The source of the dump. */
  public Source source() {
    return source;
  }

  /** When the threads were last read, by the machine's {@code nanoTime}; 0 if they were not. */
  public long instant() {
    return instant;
  }

  /** Records an answer's attempt; null if the answer has no dump. */
  public @Nullable ThreadDump received(Answer<ThreadDump> answer) {
    note(answer.attempt());
    ThreadDump given = answer.value();
    if (given != null) {
      instant = machine.nanoTime();
      paused = paused.plus(given.paused());
    }
    return given;
  }

  /** Records how an attempt to ask went. */
  public void note(Attempt attempt) {
    synchronized (attempts) {
      attempts.add(attempt);
    }
  }

  /** Records that a source was not asked, and why. */
  public void skip(Source which, String reason) {
    note(new Attempt(which, Outcome.SKIPPED, reason, Duration.ZERO));
  }

  /** Records once that memory could not be read. */
  public void noteUnread(String reason) {
    Attempt failed = new Attempt(Source.MEMORY, Outcome.FAILED, reason, Duration.ZERO);
    if (!attempts().contains(failed)) {
      note(failed);
    }
  }

  /** The capture of the JVM. */
  public CapturedJvm captured() {
    return new CapturedJvm(
        kernel, facts, source, attempts(), paused, dump.threads(), dump.resources());
  }

  /** The capture of a JVM that gave no dump, with the kernel's view of its threads. */
  public CapturedJvm withoutDump(List<ThreadSnapshot> tasks) {
    return new CapturedJvm(kernel, facts, Source.KERNEL, attempts(), paused, tasks, List.of());
  }

  private List<Attempt> attempts() {
    synchronized (attempts) {
      return List.copyOf(attempts);
    }
  }
}
