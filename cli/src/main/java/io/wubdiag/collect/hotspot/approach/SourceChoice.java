package io.wubdiag.collect.hotspot.approach;

import io.wubdiag.model.JvmFacts.Fork;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Source;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The choice of how to ask a JVM. It is made beforehand, from the kernel's facts and a few words of
 * memory. So no user waits ten seconds for a JVM that can't answer.
 *
 * @param best the richest source that can answer
 * @param reason why a richer source can't, empty if none is richer
 */
public record SourceChoice(Source best, String reason) {
  /** The age until which a JVM may not have set up its signal handlers yet. */
  private static final Duration STARTING_UP = Duration.ofSeconds(5);

  /**
   * Chooses for one JVM.
   *
   * @param fork its origin if it is a forked copy, else null
   * @param attachDisabled whether it runs with {@code -XX:+DisableAttachMechanism}; such a JVM
   *     would answer the attach signal by printing a thread dump to its own output
   * @param now the time of day
   */
  public static SourceChoice of(
      KernelFacts kernel, @Nullable Fork fork, boolean attachDisabled, Instant now) {
    String halted = halted(kernel);
    if (halted != null) {
      return new SourceChoice(Source.KERNEL, halted);
    }
    if (fork != null) {
      return new SourceChoice(
          Source.SERVICEABILITY,
          "it is a forked copy: the threads that would answer exist only in the parent");
    }
    if (attachDisabled) {
      return new SourceChoice(Source.SERVICEABILITY, "it runs with -XX:+DisableAttachMechanism");
    }
    boolean listens = kernel.hasTaskNamed("Attach Listener");
    boolean starting = kernel.startTime().plus(STARTING_UP).isAfter(now);
    if (!listens && !kernel.catchesSigquit() && !starting) {
      return new SourceChoice(
          Source.SERVICEABILITY,
          "it does not catch SIGQUIT (started with -Xrs, or its program took the signal), so its"
              + " attach"
              + " listener can't be woken");
    }
    if (!listens && !kernel.hasTaskNamed("Signal Dispatcher") && !starting) {
      return new SourceChoice(
          Source.SERVICEABILITY,
          "it has neither a signal dispatcher nor an attach listener thread");
    }
    return new SourceChoice(Source.ATTACH, "");
  }

  private static @Nullable String halted(KernelFacts kernel) {
    if (kernel.frozen()) {
      return "its control group is frozen, so it can't answer";
    }
    return switch (kernel.state()) {
      case STOPPED ->
          "it is stopped by a signal, so it can't answer; `kill -CONT "
              + kernel.pid()
              + "` resumes it";
      case TRACED -> "a debugger has stopped it, so it can't answer";
      case ZOMBIE, DEAD -> "it has ended";
      default -> null;
    };
  }
}
