package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.Tracing;
import java.util.ArrayList;
import java.util.List;

/**
 * An inversion as text, which {@code wubdiag} reads from memory. Each order has a line with the
 * thread's name, a line for the held lock, a line for the acquired one, and a line for each frame,
 * the innermost first. Tabs separate the columns of a line.
 *
 * <pre>
 * order  remix-3
 * held   com.acme.MixBus  com.acme.MixBus.&lt;init&gt;(MixBus.java:20)  com.acme.MixBus.add(MixBus.java:88)
 * taken  java.util.concurrent.locks.ReentrantLock    com.acme.Log.write(Log.java:31)
 * frame  com.acme.Log  write  Log.java  31
 * </pre>
 */
final class InversionText {
  private InversionText() {}

  static String of(Cycle cycle, SeenLocks locks, SeenThreads threads, Traces traces) {
    StringBuilder text = new StringBuilder();
    for (Edge edge : cycle.edges()) {
      line(text, "order", threads.nameOf(edge.thread()));
      line(text, "held", lock(locks.numbered(edge.held().lock()), edge.held(), edge.heldSite()));
      line(
          text, "taken", lock(locks.numbered(edge.taken().lock()), edge.taken(), edge.takenSite()));
      for (StackTraceElement frame : traces.of(edge)) {
        String file = frame.getFileName();
        line(
            text,
            "frame",
            frame.getClassName(),
            frame.getMethodName(),
            file == null ? "" : file,
            Integer.toString(frame.getLineNumber()));
      }
    }
    return text.toString();
  }

  private static String[] lock(SeenLock lock, Take take, int site) {
    return new String[] {
      lock.className(), name(lock.createdAt()), name(site), take.shared() ? "shared" : "exclusive"
    };
  }

  /** The key that is equal for inversions of the same locks at the same places. */
  static String key(Cycle cycle, SeenLocks locks) {
    List<String> edges = new ArrayList<>();
    for (Edge edge : cycle.edges()) {
      StringBuilder text = new StringBuilder();
      line(text, "held", lock(locks.numbered(edge.held().lock()), edge.held(), edge.heldSite()));
      line(
          text, "taken", lock(locks.numbered(edge.taken().lock()), edge.taken(), edge.takenSite()));
      edges.add(text.toString());
    }
    String key = null;
    for (int i = 0; i < edges.size(); i++) {
      List<String> rotated = new ArrayList<>(edges.subList(i, edges.size()));
      rotated.addAll(edges.subList(0, i));
      String text = String.join("", rotated);
      key = key == null || text.compareTo(key) < 0 ? text : key;
    }
    return String.valueOf(key);
  }

  static String name(int site) {
    String name = Tracing.site(site);
    return name == null ? "" : name;
  }

  private static void line(StringBuilder text, String what, String... fields) {
    text.append(what);
    for (String field : fields) {
      text.append('\t');
      for (int i = 0; i < field.length(); i++) {
        char character = field.charAt(i);
        text.append(character < ' ' ? ' ' : character);
      }
    }
    text.append('\n');
  }
}
