package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The deadlocks that a JVM has found itself. It prints them behind the threads of {@code
 * Thread.print} ({@code DeadlockCycle::print_on_with} in {@code services/threadService.cpp} of JDK
 * 17 and 25). Only there does it print the owner of a {@code java.util.concurrent} lock, and only
 * if the owner is itself blocked, in a cycle.
 *
 * <p>Threads are named by their names. A name may be ambiguous and may hold any text. A name that
 * fits no thread, or several, is ignored.
 */
final class PrintedDeadlocks {
  private static final Pattern WAIT =
      Pattern.compile(
          "^\"(.*)\":\n"
              + "  waiting for ownable synchronizer 0x(\\p{XDigit}{1,16}), \\(a .*\\),\n"
              + "  which is held by \"(.*)\"$",
          Pattern.MULTILINE);

  private static final String BEGINNING = "Found one Java-level deadlock";

  private final Map<String, ThreadSnapshot> threads = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  private PrintedDeadlocks(List<ThreadSnapshot> threads) {
    for (ThreadSnapshot thread : threads) {
      String name = thread.ref().name();
      if (this.threads.put(name, thread) != null) {
        ambiguous.add(name);
      }
    }
  }

  /**
   * The owners of the locks on which these threads are parked.
   *
   * @param text what was printed behind the threads, each character a byte
   */
  static Map<ResourceId, ThreadRef> read(String text, List<ThreadSnapshot> threads) {
    Map<ResourceId, ThreadRef> owners = new HashMap<>();
    int start = text.indexOf(BEGINNING);
    if (start < 0) {
      return owners;
    }
    PrintedDeadlocks printed = new PrintedDeadlocks(threads);
    Matcher wait = WAIT.matcher(text).region(start, text.length());
    while (wait.find()) {
      ThreadSnapshot waiter = printed.named(wait.group(1));
      ThreadSnapshot owner = printed.named(wait.group(3));
      if (waiter != null && owner != null) {
        ResourceId lock =
            ResourceId.at(waiter.ref().process(), Long.parseUnsignedLong(wait.group(2), 16));
        if (isParkedAt(waiter, lock)) {
          owners.put(lock, owner.ref());
        }
      }
    }
    return owners;
  }

  private @Nullable ThreadSnapshot named(String bytes) {
    String name = ModifiedUtf8.decode(bytes);
    return ambiguous.contains(name) ? null : threads.get(name);
  }

  /**
   * Whether a thread is still parked on a lock. The JVM has searched for deadlocks after it printed
   * the threads; a collection may have moved objects meanwhile.
   */
  private static boolean isParkedAt(ThreadSnapshot thread, ResourceId lock) {
    Wait wait = thread.waitsFor();
    return wait != null && wait.kind() == Wait.Kind.PARK && wait.resource().equals(lock);
  }
}
