package io.wubdiag.collect.hotspot.serviceability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parsed output of the helper program, line for line; {@code io.wubdiag.serviceability}
 * describes the lines. Objects and threads are named by their addresses, 0 means none.
 *
 * @param stackPointers by task, the stack pointers of tasks without a listed thread
 * @param error why the report has nothing else; null for a complete report
 */
record HelperReport(
    String version,
    Duration paused,
    List<ReportedThread> threads,
    List<ReportedObject> objects,
    List<ReportedOwner> owners,
    Map<Long, Long> stackPointers,
    @Nullable String error) {

  record ReportedThread(
      long address,
      long task,
      long javaId,
      boolean daemon,
      int status,
      long stackBase,
      long stackSize,
      String name,
      Waiting waiting,
      List<ReportedFrame> frames) {

    boolean hasOnStack(long stackPointer) {
      return Long.compareUnsigned(stackPointer, stackBase) < 0
          && Long.compareUnsigned(stackPointer, stackBase - stackSize) >= 0;
    }
  }

  /** The objects that a thread waits for, by kind of wait. */
  static final class Waiting {
    long pending;
    long notification;
    long parked;
  }

  record ReportedFrame(
      String className,
      String method,
      String file,
      int line,
      boolean nativeMethod,
      List<Long> locked) {}

  record ReportedObject(long address, String className, String detail, boolean ownable) {}

  record ReportedOwner(
      long object, String record, long thread, boolean terminated, long javaId, String name) {}

  /** Parses the output. Text that is cut off or malformed is an error. */
  static HelperReport parse(String output) {
    try {
      return new Parser(output).parse();
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return failure("it printed something else: " + e.getMessage());
    }
  }

  private static HelperReport failure(String error) {
    return new HelperReport("", Duration.ZERO, List.of(), List.of(), List.of(), Map.of(), error);
  }

  private static final class Parser {
    private final String output;
    private final List<String> fields = new ArrayList<>();
    private final List<ReportedThread> threads = new ArrayList<>();
    private final List<ReportedObject> objects = new ArrayList<>();
    private final List<ReportedOwner> owners = new ArrayList<>();
    private final Map<Long, Long> stackPointers = new HashMap<>();
    private String version = "";
    private Duration paused = Duration.ZERO;

    Parser(String output) {
      this.output = output;
    }

    HelperReport parse() {
      int start = 0;
      for (int end = output.indexOf('\n'); end >= 0; end = output.indexOf('\n', start)) {
        split(start, end);
        start = end + 1;
        switch (fields.get(0)) {
          case "version" -> version = fields.get(1);
          case "thread" -> threads.add(thread());
          case "pending" -> lastThread().waiting().pending = address(1);
          case "waiting" -> lastThread().waiting().notification = address(1);
          case "parked" -> lastThread().waiting().parked = address(1);
          case "frame" -> lastThread().frames().add(frame());
          case "locked" -> last(lastThread().frames()).locked().add(address(1));
          case "object" ->
              objects.add(new ReportedObject(address(1), fields.get(2), fields.get(3), flag(4)));
          case "owner" -> owners.add(owner());
          case "task" -> stackPointers.put(number(1), address(2));
          case "paused" -> paused = Duration.ofNanos(number(1));
          case "error" -> {
            return failure(fields.get(1));
          }
          case "end" -> {
            return new HelperReport(version, paused, threads, objects, owners, stackPointers, null);
          }
          default -> {
            // "lost", and what a later version may add
          }
        }
      }
      return failure("it ended too early");
    }

    private ReportedThread thread() {
      return new ReportedThread(
          address(1),
          number(2),
          number(3),
          flag(4),
          (int) number(5),
          address(6),
          address(7),
          fields.get(8),
          new Waiting(),
          new ArrayList<>());
    }

    private ReportedFrame frame() {
      return new ReportedFrame(
          fields.get(1), fields.get(2), fields.get(3), (int) number(4), flag(5), new ArrayList<>());
    }

    private ReportedOwner owner() {
      return new ReportedOwner(
          address(1), fields.get(2), address(3), flag(4), number(5), fields.get(6));
    }

    private ReportedThread lastThread() {
      return last(threads);
    }

    private static <T> T last(List<T> list) {
      return list.get(list.size() - 1);
    }

    private long address(int field) {
      return Long.parseUnsignedLong(fields.get(field), 16);
    }

    private long number(int field) {
      return Long.parseLong(fields.get(field));
    }

    private boolean flag(int field) {
      return fields.get(field).equals("1");
    }

    private void split(int start, int end) {
      fields.clear();
      int from = start;
      for (int tab = output.indexOf('\t', from);
          tab >= 0 && tab < end;
          tab = output.indexOf('\t', from)) {
        fields.add(plain(from, tab));
        from = tab + 1;
      }
      fields.add(plain(from, end));
    }

    /** A field without its escapes. */
    private String plain(int from, int to) {
      int escape = output.indexOf('\\', from);
      if (escape < 0 || escape >= to) {
        return output.substring(from, to);
      }
      StringBuilder text = new StringBuilder(to - from);
      for (int i = from; i < to; i++) {
        char c = output.charAt(i);
        if (c == '\\' && i + 1 < to) {
          c = output.charAt(++i);
          c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        text.append(c);
      }
      return text.toString();
    }
  }
}
