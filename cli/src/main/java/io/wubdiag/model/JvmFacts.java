package io.wubdiag.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a JVM other than its threads.
 *
 * @param version its version ({@code 17.0.15+6-Debian-1deb12u1}), null if it could not be read
 * @param javaHome the JDK that it runs, as its own mount namespace names it; null if the mapping
 *     does not look like one
 * @param fork its origin if it is a forked copy, null if it is not or nothing shows it
 * @param collector the garbage collector, null if unknown
 * @param inversions what our agent in it has found, if it is loaded and watches lock orders
 * @param lastEvents the last lock events of its flight recorder, oldest first; for a JVM that does
 *     not answer any more
 * @param straggler the thread that keeps it from answering, null if none is known
 * @param standstill its quiescence: no thread can go on by itself; null if one can or it was not
 *     checked
 * @param spins its spinning threads
 * @param virtualThreads where its virtual threads are
 */
public record JvmFacts(
    @Nullable String version,
    @Nullable String javaHome,
    @Nullable Fork fork,
    @Nullable String collector,
    List<Inversion> inversions,
    List<LockEvent> lastEvents,
    @Nullable SafepointBlocker straggler,
    @Nullable Quiescence standstill,
    List<Spin> spins,
    VirtualThreads virtualThreads) {
  public JvmFacts {
    inversions = List.copyOf(inversions);
    lastEvents = List.copyOf(lastEvents);
    spins = List.copyOf(spins);
  }

  /** Facts from the memory map and the process only. */
  public JvmFacts(
      @Nullable String version,
      @Nullable String javaHome,
      @Nullable Fork fork,
      @Nullable String collector) {
    this(
        version,
        javaHome,
        fork,
        collector,
        List.of(),
        List.of(),
        null,
        null,
        List.of(),
        VirtualThreads.NONE);
  }

  /** A copy with these inversions. */
  public JvmFacts withInversions(List<Inversion> found) {
    Copy copy = new Copy(this);
    copy.inversions = found;
    return copy.facts();
  }

  /** A copy with these events. */
  public JvmFacts withLastEvents(List<LockEvent> told) {
    Copy copy = new Copy(this);
    copy.lastEvents = told;
    return copy.facts();
  }

  /** A copy with this thread. */
  public JvmFacts withStraggler(SafepointBlocker found) {
    Copy copy = new Copy(this);
    copy.straggler = found;
    return copy.facts();
  }

  /** A copy with this quiescence. */
  public JvmFacts withStandstill(@Nullable Quiescence found) {
    Copy copy = new Copy(this);
    copy.standstill = found;
    return copy.facts();
  }

  /** A copy with these spinning threads. */
  public JvmFacts withSpins(List<Spin> found) {
    Copy copy = new Copy(this);
    copy.spins = found;
    return copy.facts();
  }

  /** A copy with these virtual threads. */
  public JvmFacts withVirtualThreads(VirtualThreads found) {
    Copy copy = new Copy(this);
    copy.virtualThreads = found;
    return copy.facts();
  }

  /** A copy of facts, to change one of them. */
  private static final class Copy {
    private final JvmFacts of;
    private List<Inversion> inversions;
    private List<LockEvent> lastEvents;
    private @Nullable SafepointBlocker straggler;
    private @Nullable Quiescence standstill;
    private List<Spin> spins;
    private VirtualThreads virtualThreads;

    Copy(JvmFacts of) {
      this.of = of;
      this.inversions = of.inversions;
      this.lastEvents = of.lastEvents;
      this.straggler = of.straggler;
      this.standstill = of.standstill;
      this.spins = of.spins;
      this.virtualThreads = of.virtualThreads;
    }

    JvmFacts facts() {
      return new JvmFacts(
          of.version,
          of.javaHome,
          of.fork,
          of.collector,
          inversions,
          lastEvents,
          straggler,
          standstill,
          spins,
          virtualThreads);
    }
  }

  /**
   * The origin of a process that was made by {@code fork(2)}, without {@code exec}.
   *
   * @param original the process that it is a copy of; 0 if that has ended
   * @param survivor the one thread that was forked, null if it is unknown
   * @param missing names of the VM's own threads that the fork did not copy ({@code VM Thread}, …)
   */
  public record Fork(long original, @Nullable ThreadRef survivor, List<String> missing) {
    public Fork {
      missing = List.copyOf(missing);
    }
  }
}
