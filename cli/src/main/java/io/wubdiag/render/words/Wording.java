package io.wubdiag.render.words;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Source;
import io.wubdiag.model.ThreadRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The names of things in sentences, the same in text and JSON. */
public final class Wording {
  private static final int CLASS_NAME = 400;
  private static final int PIDS = 8;

  private Wording() {}

  /** {@code "main"}, with the quotes. */
  public static String thread(ThreadRef thread) {
    String name = thread.name();
    if (name.isEmpty()) {
      return thread.tid() == 0 ? "an unknown thread" : "thread " + thread.tid();
    }
    return '"' + SafeText.name(name.indexOf('"') < 0 ? name : name.replace("\"", "\\\"")) + '"';
  }

  /** {@code "main" (pid 4711, tid 4712)}; of a virtual thread the id that Java gives it. */
  public static String threadAndIds(ThreadRef thread) {
    String ids = " (pid " + thread.pid();
    if (thread.tid() != 0) {
      ids += ", tid " + thread.tid();
    } else if (thread.javaId() != 0) {
      ids += ", Java id " + thread.javaId();
    }
    return thread(thread) + ids + ")";
  }

  /** A resource by its kind and class: {@code the monitor of a java.lang.Object}. */
  public static String resource(Resource resource) {
    return resource.accept(ResourceWords.KIND);
  }

  /** The resource and its identity: {@code the monitor of a java.lang.Object, 0x71a2b3c4d}. */
  public static String resourceAndIdentity(Resource resource) {
    return resource.accept(ResourceWords.KIND_AND_IDENTITY);
  }

  /** A class' name, escaped and, if it is very long, cut. */
  public static String className(String name) {
    return SafeText.escape(SafeText.shorten(name, CLASS_NAME));
  }

  /** A frame as a stack trace has it: {@code com.acme.Left.run(Left.java:14)}. */
  public static String frame(Frame frame) {
    StringBuilder text = new StringBuilder(96);
    if (!frame.className().isEmpty()) {
      text.append(className(frame.className())).append('.');
    }
    text.append(className(frame.method())).append('(');
    if (frame.nativeMethod()) {
      text.append(frame.className().isEmpty() ? "native code" : "Native Method");
    } else if (frame.file() == null) {
      text.append("Unknown Source");
    } else {
      text.append(className(frame.file()));
      if (frame.line() >= 0) {
        text.append(':').append(frame.line());
      }
    }
    return text.append(')').toString();
  }

  /** A verdict in words, for the question that it answers. */
  public static String verdict(Finding.Verdict verdict) {
    return switch (verdict) {
      case FORK_INHERITED -> "fork-inherited lock";
      case DEADLOCK -> "deadlock";
      case ORPHANED_LOCK -> "orphaned lock";
      case STARVED_POOL -> "starved pool";
      case DEAD_CONSUMER -> "dead consumer";
      case NOBODY_LEFT -> "no thread left to complete it";
      case STOPPED -> "stopped process";
      case JOB_CONTROL -> "background job stopped by its terminal";
      case SPINNING -> "spinning thread";
      case BLOCKED_SINK -> "blocked write: the reader is stuck";
      case BLOCKED_PEER -> "wait for an unresponsive process";
      case LOCK_ORDER_INVERSION -> "lock-order inversion";
      case CONTENDED -> "contended lock";
    };
  }

  /** The process that was forked. */
  public static String original(long pid) {
    return pid == 0 ? "a process that has ended" : "process " + pid;
  }

  /** A way of asking, as tables and evidence name it. */
  public static String source(Source source) {
    return switch (source) {
      case AGENT -> "agent";
      case ATTACH -> "attach";
      case MEMORY -> "memory";
      case SERVICEABILITY -> "serviceability";
      case GDB -> "gdb";
      case KERNEL -> "kernel";
    };
  }

  /** {@code 1 thread}, {@code 2 threads}, {@code 3 processes}. */
  public static String count(long number, String noun) {
    String plural = number == 1 ? noun : noun.endsWith("s") ? noun + "es" : noun + "s";
    return number + " " + plural;
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  public static String list(List<String> items) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        text.append(i == items.size() - 1 ? " and " : ", ");
      }
      text.append(items.get(i));
    }
    return text.toString();
  }

  /** {@code process 4711}, {@code processes 4711, 4720 and 4721}. */
  public static String processes(List<Long> pids) {
    return (pids.size() == 1 ? "process " : "processes ") + pids(pids);
  }

  /** {@code 4711, 4720 and 4721}; of many the first ones, and how many more. */
  public static String pids(List<Long> pids) {
    if (pids.size() <= PIDS) {
      return list(numbers(pids));
    }
    List<String> some = numbers(pids.subList(0, PIDS));
    some.add(pids.size() - PIDS + " more");
    return list(some);
  }

  /** The pids as text. */
  public static List<String> numbers(List<Long> pids) {
    List<String> numbers = new ArrayList<>(pids.size());
    for (Long pid : pids) {
      numbers.add(pid.toString());
    }
    return numbers;
  }

  /** With a capital letter. */
  public static String sentence(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** {@code a lock}, {@code an int[]}. */
  public static String a(String noun) {
    return ("aeiouAEIOU".indexOf(noun.isEmpty() ? ' ' : noun.charAt(0)) < 0 ? "a " : "an ") + noun;
  }

  /**
   * {@code 340 µs}, {@code 1.2 ms}, {@code 412 ms}, {@code 4.2 s}, {@code 2 min 5 s}, {@code 3 h 2
   * min}.
   */
  public static String duration(Duration duration) {
    long micros = duration.toNanos() / 1_000;
    if (micros < 1_000) {
      return micros + " µs";
    }
    if (micros < 10_000) {
      return tenths(micros / 100) + " ms";
    }
    if (micros < 1_000_000) {
      return micros / 1_000 + " ms";
    }
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return tenths(micros / 100_000) + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    return seconds / 3_600 + " h " + seconds / 60 % 60 + " min";
  }

  private static String tenths(long tenths) {
    return tenths / 10 + "." + tenths % 10;
  }
}
