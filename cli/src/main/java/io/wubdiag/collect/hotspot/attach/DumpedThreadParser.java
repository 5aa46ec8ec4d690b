package io.wubdiag.collect.hotspot.attach;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.wubdiag.collect.hotspot.attach.DumpedThread.Blocker;
import io.wubdiag.collect.hotspot.attach.DumpedThread.BlockerKind;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the output of {@code Thread.dump_to_file -format=json} (JDK's {@code
 * jdk.internal.vm.ThreadDumper}: 21 to 24 write id, name and stack, 25 adds state and locks; the
 * schema is in the documentation of {@code HotSpotDiagnosticMXBean.dumpThreads}). Threads are
 * parsed one by one: the file may have hundreds of megabytes.
 */
final class DumpedThreadParser {
  private final FrameText frameText;
  private final int most;
  private final List<DumpedThread> threads = new ArrayList<>();

  /** The previous thread's stack. Threads with equal stacks mostly follow each other. */
  private List<Frame> stackBefore = List.of();

  private DumpedThreadParser(FrameText frameText, int most) {
    this.frameText = frameText;
    this.most = most;
  }

  /**
   * The virtual threads, and the platform threads that hold or wait for an object.
   *
   * @param most the maximum number of threads
   * @throws IOException also if the text ends too early or is not JSON
   * @throws AttachFailure if there are more threads
   */
  static List<DumpedThread> parse(InputStream in, FrameText frameText, int most)
      throws IOException, AttachFailure {
    DumpedThreadParser parser = new DumpedThreadParser(frameText, most);
    try (JsonParser json = new JsonFactory().createParser(in)) {
      parser.readDump(json);
    }
    return parser.threads;
  }

  private void readDump(JsonParser json) throws IOException, AttachFailure {
    int depth = 0;
    JsonToken token = json.nextToken();
    while (token != null) {
      if (token == JsonToken.START_ARRAY && "threads".equals(json.currentName())) {
        while (json.nextToken() == JsonToken.START_OBJECT) {
          add(readThread(json));
        }
      } else if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      }
      token = json.nextToken();
    }
    if (depth != 0) {
      throw new IOException("the dump of virtual threads is cut short");
    }
  }

  private void add(DumpedThread thread) throws AttachFailure {
    if (thread.virtual() || thread.hasObjects()) {
      if (threads.size() >= most) {
        throw new AttachFailure(Outcome.UNSUPPORTED, "there are more than " + most);
      }
      threads.add(thread);
    }
  }

  private DumpedThread readThread(JsonParser json) throws IOException {
    long javaId = 0;
    boolean virtual = false;
    String name = "";
    Thread.State state = null;
    Blocker blocker = null;
    List<Frame> stack = List.of();
    Map<Integer, List<String>> owned = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "tid" -> javaId = number(json);
        case "virtual" -> virtual = json.getValueAsBoolean();
        case "name" -> name = json.getValueAsString("");
        case "state" -> state = state(json.getValueAsString(""));
        case "blockedOn" -> blocker = blocker(BlockerKind.BLOCKED_ON, json);
        case "waitingOn" -> blocker = blocker(BlockerKind.WAITING_ON, json);
        case "parkBlocker" -> {
          Blocker parkBlocker = readParkBlocker(json);
          blocker = blocker == null ? parkBlocker : blocker;
        }
        case "stack" -> stack = readStack(json);
        case "monitorsOwned" -> owned = readOwned(json);
        default -> json.skipChildren();
      }
    }
    virtual |= state == null && isVirtual(stack);
    return new DumpedThread(javaId, virtual, name, state, blocker, stack, owned);
  }

  /**
   * Whether the thread is virtual. Up to JDK 24 it is not listed, but only virtual threads start
   * with this method.
   */
  private static boolean isVirtual(List<Frame> stack) {
    return !stack.isEmpty()
        && stack.get(stack.size() - 1).className().equals("java.lang.VirtualThread");
  }

  private static @Nullable Blocker readParkBlocker(JsonParser json) throws IOException {
    Blocker blocker = null;
    if (json.currentToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean object = json.currentName().equals("object");
        json.nextToken();
        if (object) {
          blocker = blocker(BlockerKind.PARK_BLOCKER, json);
        } else {
          json.skipChildren();
        }
      }
    }
    return blocker;
  }

  private List<Frame> readStack(JsonParser json) throws IOException {
    List<Frame> stack = new ArrayList<>();
    for (String frame : readStrings(json)) {
      stack.add(frameText.frame(frame));
    }
    if (!isStackBefore(stack)) {
      stackBefore = List.copyOf(stack);
    }
    return stackBefore;
  }

  /** Whether the stack equals the previous one. Equal texts gave the same objects. */
  private boolean isStackBefore(List<Frame> stack) {
    if (stack.size() != stackBefore.size()) {
      return false;
    }
    for (int i = 0; i < stack.size(); i++) {
      if (stack.get(i) != stackBefore.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static Map<Integer, List<String>> readOwned(JsonParser json) throws IOException {
    Map<Integer, List<String>> owned = new HashMap<>(4);
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        long depth = -1;
        List<String> locks = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          switch (field) {
            case "depth" -> depth = number(json);
            case "locks" -> locks = readStrings(json);
            default -> json.skipChildren();
          }
        }
        if (depth >= 0 && depth <= Integer.MAX_VALUE) {
          owned.put((int) depth, locks);
        }
      }
    }
    return owned;
  }

  /** The strings of an array; null for an eliminated lock. */
  private static List<String> readStrings(JsonParser json) throws IOException {
    List<String> strings = new ArrayList<>(2);
    if (json.currentToken() == JsonToken.START_ARRAY) {
      for (JsonToken token = json.nextToken();
          token != null && token != JsonToken.END_ARRAY;
          token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          strings.add(json.getText());
        } else {
          json.skipChildren();
        }
      }
    }
    return strings;
  }

  private static @Nullable Blocker blocker(BlockerKind kind, JsonParser json) throws IOException {
    String object = json.getValueAsString();
    return object == null ? null : new Blocker(kind, object);
  }

  /** JDK 25 writes numbers as strings. */
  private static long number(JsonParser json) throws IOException {
    return json.getValueAsLong(0);
  }

  private static Thread.@Nullable State state(String name) {
    for (Thread.State state : Thread.State.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return null;
  }
}
