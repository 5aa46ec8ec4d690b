package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses the text of {@code Thread.print} (HotSpot's {@code Threads::print_on}, {@code
 * JavaThread::print_stack_on} and {@code javaVFrame::print_lock_info_on}; tried on 17 and 25).
 *
 * <p>The text is made for people. Thread names are not escaped: they may hold line breaks,
 * quotation marks and whole lines of a dump, by accident or on purpose. Real threads are recognised
 * by the dump's first part, which lists the addresses of all thread objects before the first name.
 * A line ends a name only if its address is in this list and has not occurred before; all text up
 * to there is the name.
 *
 * <p>Each line is read once; unknown lines are ignored.
 */
final class ThreadPrintParser {
  private static final String STATE = "   java.lang.Thread.State: ";
  private static final String MOUNTED = "   Mounted virtual thread #";
  private static final int NONE = -1;

  private final String text;
  private final KernelFacts process;
  private final FrameText frameText;
  private final ObjectTable objects;
  private final Map<Long, Long> tids = new HashMap<>();
  private final List<ThreadSnapshot> threads = new ArrayList<>();

  /** The listed thread objects whose thread was not seen yet. */
  private final Set<Long> unseen = new HashSet<>();

  private boolean listed;
  private boolean inList;

  /** The start of a name whose end was not seen yet. */
  private int nameStart = NONE;

  private @Nullable ThreadBuilder current;
  private @Nullable String version;

  private ThreadPrintParser(String text, KernelFacts process, FrameText frameText) {
    this.text = text;
    this.process = process;
    this.frameText = frameText;
    objects = new ObjectTable(process.identity());
    for (Task task : process.tasks()) {
      tids.put(task.namespaceTid(), task.tid());
    }
  }

  /**
   * The threads in this text.
   *
   * @param text the reply, each character a byte
   */
  static ThreadPrint parse(String text, KernelFacts process, FrameText frameText) {
    ThreadPrintParser parser = new ThreadPrintParser(text, process, frameText);
    parser.readLines();
    return new ThreadPrint(parser.threads, parser.objects, parser.version);
  }

  private void readLines() {
    int length = text.length();
    int start = 0;
    while (start < length) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? length : newline;
      if (nameStart == NONE && isEnd(start)) {
        completeThread();
        PrintedDeadlocks.read(text.substring(start), threads).forEach(objects::owned);
        return;
      }
      readLine(start, end);
      start = end + 1;
    }
    completeThread();
  }

  /**
   * Whether the threads end here. Counts follow, and the deadlocks that the JVM itself has found.
   */
  private boolean isEnd(int start) {
    return text.startsWith("Found one Java-level deadlock", start)
        || text.startsWith("JNI global refs", start);
  }

  private void readLine(int start, int end) {
    if (start == end) {
      return;
    }
    char first = text.charAt(start);
    if (nameStart != NONE || first == '"') {
      readHeader(start, end);
    } else if (first == '\t') {
      readStackLine(start, end);
    } else if (first == ' ') {
      readIndented(start, end);
    } else if (current == null) {
      readPreamble(start, end);
    }
  }

  private void readHeader(int start, int end) {
    nameStart = nameStart == NONE ? start + 1 : nameStart;
    ThreadHeader header = ThreadHeader.read(text, start, end);
    if (header == null || header.nameEnd() < nameStart || !isReal(header, nameStart == start + 1)) {
      return; // the name goes on
    }
    completeThread();
    String name = ModifiedUtf8.decode(text.substring(nameStart, header.nameEnd()));
    nameStart = NONE;
    ThreadRef ref = new ThreadRef(process.identity(), name, tid(header), header.javaId());
    current = new ThreadBuilder(ref, header.daemon(), false, header.cpu());
  }

  /**
   * Whether a header belongs to a real thread. The VM's own threads are not in the list of
   * addresses; they come last, and their names have one line.
   */
  private boolean isReal(ThreadHeader header, boolean oneLine) {
    if (header.javaId() == 0) {
      return oneLine && unseen.isEmpty();
    }
    return !listed || unseen.remove(header.address());
  }

  private long tid(ThreadHeader header) {
    Long tid = tids.get(header.nativeId());
    if (tid != null) {
      return tid;
    }
    // A thread younger than the facts. Without a pid namespace, ids are the same everywhere.
    return process.pid() == process.namespacePid() ? header.nativeId() : 0;
  }

  private void readPreamble(int start, int end) {
    if (inList || text.startsWith("_java_thread_list=", start)) {
      int at = inList ? start : text.indexOf('{', start);
      inList = at >= 0 && readAddresses(at, end);
      listed = true;
    } else if (version == null && text.startsWith("Full thread dump ", start)) {
      int open = text.indexOf('(', start);
      int blank = open < 0 ? -1 : text.indexOf(' ', open);
      version = blank < 0 || blank > end ? null : text.substring(open + 1, blank);
    }
  }

  /** Reads the addresses on a line of the list. False at the list's end. */
  private boolean readAddresses(int start, int end) {
    int at = start;
    while (at < end) {
      if (text.startsWith("0x", at)) {
        int digits = at + 2;
        at = digits;
        while (at < end && Character.digit(text.charAt(at), 16) >= 0) {
          at++;
        }
        unseen.add(Digits.parseHex(text, digits, at));
      } else if (text.charAt(at) == '}') {
        return false;
      } else {
        at++;
      }
    }
    return true;
  }

  private void readIndented(int start, int end) {
    ThreadBuilder thread = current;
    if (thread == null) {
      return;
    }
    if (text.startsWith(STATE, start)) {
      int word = start + STATE.length();
      for (Thread.State state : Thread.State.values()) {
        String name = state.name();
        int after = word + name.length();
        if (text.startsWith(name, word) && (after >= end || text.charAt(after) == ' ')) {
          thread.state(state);
        }
      }
    } else if (text.startsWith(MOUNTED, start)) {
      completeThread();
      long javaId = Digits.parseLong(text, start + MOUNTED.length(), end);
      if (javaId > 0) {
        ThreadRef ref = new ThreadRef(process.identity(), "", 0, javaId);
        current = new ThreadBuilder(ref, true, true, null);
      }
    }
  }

  private void readStackLine(int start, int end) {
    ThreadBuilder thread = current;
    if (thread == null) {
      return;
    }
    String line = ModifiedUtf8.decode(text.substring(start + 1, end));
    if (line.startsWith("at ")) {
      thread.frame(frameText.frame(line.substring(3)));
    } else if (line.startsWith("- ")) {
      readLockLine(thread, line);
    }
  }

  private void readLockLine(ThreadBuilder thread, String line) {
    if (line.startsWith("- locked ")) {
      ResourceId id = monitor(line);
      if (id != null) {
        thread.locked(id);
      }
    } else if (line.startsWith("- waiting to lock ")) {
      waitsForMonitor(thread, Wait.Kind.ENTER_MONITOR, line);
    } else if (line.startsWith("- waiting on the Class initialization monitor for ")) {
      String className = line.substring(line.lastIndexOf(' ') + 1);
      thread.waitsFor(Wait.Kind.CLASS_INITIALISATION, objects.initialisation(className));
    } else if (line.startsWith("- waiting on ")) {
      waitsForMonitor(thread, Wait.Kind.OBJECT_WAIT, line);
    } else if (line.startsWith("- waiting to re-lock in wait() ")) {
      waitsForMonitor(thread, Wait.Kind.REENTER_MONITOR, line);
    } else if (line.startsWith("- parking to wait for ")) {
      ResourceId id = address(line);
      if (id != null) {
        thread.waitsFor(Wait.Kind.PARK, objects.parkBlocker(id, className(line)));
      }
    } // else "- eliminated <…>": the compiler has proved that no other thread can use it
  }

  /**
   * Records a wait for a monitor. The line may have no object: {@code <no object reference
   * available>}.
   */
  private void waitsForMonitor(ThreadBuilder thread, Wait.Kind kind, String line) {
    ResourceId id = monitor(line);
    if (id != null || line.contains("<no object")) {
      thread.waitsFor(kind, id);
    }
  }

  /** The object in {@code <0x0000000712345678> (a java.lang.Class for Foo)}. */
  private @Nullable ResourceId monitor(String line) {
    ResourceId id = address(line);
    if (id == null) {
      return null;
    }
    String className = className(line);
    String ofClass = "java.lang.Class for ";
    return className.startsWith(ofClass)
        ? objects.monitor(id, "java.lang.Class", className.substring(ofClass.length()))
        : objects.monitor(id, className, null);
  }

  private @Nullable ResourceId address(String line) {
    int open = line.indexOf("<0x");
    int close = line.indexOf('>', Math.max(0, open));
    long address = open < 0 || close < 0 ? 0 : Digits.parseHex(line, open + 3, close);
    return address == 0 ? null : ResourceId.at(process.identity(), address);
  }

  private static String className(String line) {
    int open = line.indexOf("> (a ");
    return open < 0 || !line.endsWith(")") ? "" : line.substring(open + 5, line.length() - 1);
  }

  private void completeThread() {
    if (current != null) {
      threads.add(current.build());
      current = null;
    }
  }
}
