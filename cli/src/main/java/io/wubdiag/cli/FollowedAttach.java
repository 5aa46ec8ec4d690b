package io.wubdiag.cli;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.machine.LiveMachine;
import io.wubdiag.instrument.AgentFollower;
import io.wubdiag.model.AgentErrand;
import io.wubdiag.model.AgentVisit;
import io.wubdiag.model.ExitCode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * {@code wubdiag attach --follow}: prints each visit as it comes, until the trees' roots have
 * ended, nobody reads any more, or a signal tells it to end, which is the usual way and no failure.
 */
final class FollowedAttach {
  /** How long a signal waits for a visit that is under way. */
  private static final long LAST_WORDS_MILLIS = 3_000;

  private final PrintStream out = System.out;
  private final AgentFollower follower;
  private final BiFunction<AgentVisit, Boolean, String> text;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int done;
  private volatile int all;

  /**
   * @param errand to take the agent in, with lock orders or without
   * @param each how long one visit may take
   * @param text a visit as text; the flag tells whether it is the first
   */
  FollowedAttach(
      Path jar, AgentErrand errand, Duration each, BiFunction<AgentVisit, Boolean, String> text) {
    this.text = text;
    follower = new AgentFollower(new LiveMachine(), jar, errand, each, this::print);
  }

  int run(Collection<ListedProcess> roots) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "wubdiag-last-words"));
    follower.follow(roots);
    ended.countDown();
    if (all == 0) {
      System.err.println("wubdiag: no JVM was found");
    }
    return exitCode();
  }

  /** Called for one visit at a time. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void print(AgentVisit visit) {
    byte[] bytes = text.apply(visit, all == 0).getBytes(StandardCharsets.UTF_8);
    all++;
    done += visit.change() == null ? 0 : 1;
    out.write(bytes, 0, bytes.length);
    out.flush();
    if (out.checkError()) {
      follower.stop();
    }
  }

  private void endBySignal() {
    follower.stop();
    try {
      ended.await(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The signal's own exit code would say that it failed.
    Runtime.getRuntime().halt(exitCode());
  }

  private int exitCode() {
    return all == 0 ? ExitCode.NO_TARGET : AgentCommand.exitCode(done, all);
  }
}
