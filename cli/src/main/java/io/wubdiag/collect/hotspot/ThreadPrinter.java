package io.wubdiag.collect.hotspot;

import io.wubdiag.collect.hotspot.attach.AttachSource;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.enrich.ListedThreads;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.sampling.SafepointWatch;
import io.wubdiag.collect.hotspot.vm.ListedVirtualThread;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.model.SafepointBlocker;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a JVM print its threads, repeatedly, and adds the virtual threads that it does not list.
 */
final class ThreadPrinter implements Supplier<@Nullable ThreadDump> {
  private final JvmReading reading;
  private final AttachSource attach;
  private final Deadline share;
  private boolean listed;

  /**
   * @param share until which the JVM may be asked
   */
  ThreadPrinter(JvmReading reading, Deadline share) {
    HotSpotMemory memory = reading.memory();
    this.reading = reading;
    this.share = share;
    attach =
        memory == null
            ? new AttachSource(reading.machine())
            : new AttachSource(reading.machine(), memory::mounts);
  }

  /**
   * The first dump. Only this request may find the JVM unable to answer, so only it needs the
   * watch.
   *
   * @return null if it does not answer
   */
  @Nullable ThreadDump first() {
    if (reading.memory() == null) {
      return get();
    }
    Deadline question = share.copy();
    try (SafepointWatch watch = SafepointWatch.of(reading.machine(), reading.kernel(), question)) {
      ThreadDump dump = print(question);
      SafepointBlocker blocker = dump == null ? watch.blocker() : null;
      if (blocker != null) {
        reading.put(reading.facts().withStraggler(blocker));
      }
      return dump;
    }
  }

  /** Another dump. Null if the JVM does not answer, or no longer lists its virtual threads. */
  @Override
  public @Nullable ThreadDump get() {
    return print(share);
  }

  private @Nullable ThreadDump print(Deadline question) {
    Answer<ThreadDump> answer = attach.dump(reading.kernel(), false, question);
    ThreadDump dump = reading.received(answer);
    boolean unlisted = !answer.attempt().reason().isEmpty();
    if (unlisted && listed) {
      return null; // the earlier look tells more
    }
    listed |= !unlisted;
    return dump == null || !unlisted || reading.memory() == null
        ? dump
        : withVirtual(reading, dump, true);
  }

  /**
   * A dump with the virtual threads that memory shows.
   *
   * @param expected whether there must be some
   */
  static ThreadDump withVirtual(JvmReading reading, ThreadDump dump, boolean expected) {
    HotSpotMemory memory = reading.memory();
    Optional<List<ListedVirtualThread>> read =
        memory == null ? Optional.of(List.of()) : memory.virtualThreads();
    List<ListedVirtualThread> virtual = read.orElse(List.of());
    if (read.isEmpty() || expected && virtual.isEmpty()) {
      reading.noteUnread(JvmReading.UNREAD_THREADS);
    }
    return virtual.isEmpty()
        ? dump
        : ListedThreads.withVirtual(dump, reading.kernel().identity(), virtual);
  }
}
