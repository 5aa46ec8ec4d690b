package io.wubdiag.collect.cpython;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the stacks of Python threads, and the objects in their frames. */
final class PythonStacks {
  private static final int MOST_FRAMES = 1024;
  private static final int MOST_WORDS = 4096;

  /**
   * {@code FRAME_OWNED_BY_CSTACK}: a frame of the interpreter itself, pushed where C code calls it,
   * without Python code (Include/internal/pycore_frame.h, from 3.12 on).
   */
  private static final int OWNED_BY_C_STACK = 3;

  private final Memory memory;
  private final PythonObjects objects;

  /** Names of modules, by the address of their globals. */
  private final Map<Long, String> modules = new HashMap<>();

  PythonStacks(Memory memory, PythonObjects objects) {
    this.memory = memory;
    this.objects = objects;
  }

  /** The addresses of the frames in a thread's stack, innermost first. */
  List<Long> frames(long threadState) throws UnreadableMemory {
    List<Long> frames = new ArrayList<>();
    long frame = innermost(threadState);
    for (int i = 0; frame != 0 && i < MOST_FRAMES; i++) {
      if (!isOfInterpreter(frame)) {
        if (!objects.typeOf(codeOf(frame)).equals("code")) {
          break; // the thread runs, and its stack has changed meanwhile
        }
        frames.add(frame);
      }
      frame = objects.word(frame, "_PyInterpreterFrame.previous");
    }
    return frames;
  }

  private long innermost(long threadState) throws UnreadableMemory {
    if (objects.since(13)) {
      return objects.word(threadState, "PyThreadState.current_frame");
    }
    long top = objects.word(threadState, "PyThreadState.cframe");
    return top == 0 ? 0 : objects.word(top, "_PyCFrame.current_frame");
  }

  private boolean isOfInterpreter(long frame) throws UnreadableMemory {
    return objects.since(12)
        && memory.uint8(frame + objects.offset("_PyInterpreterFrame.owner")) == OWNED_BY_C_STACK;
  }

  private long codeOf(long frame) throws UnreadableMemory {
    return objects.word(
        frame,
        objects.since(13) ? "_PyInterpreterFrame.f_executable" : "_PyInterpreterFrame.f_code");
  }

  /**
   * A frame in the form of a Java stack: module and class as the class, with the file's whole path.
   */
  Frame describe(long frame) throws UnreadableMemory {
    long code = codeOf(frame);
    String qualified = textOf(code, "PyCodeObject.co_qualname");
    String module = moduleOf(objects.word(frame, "_PyInterpreterFrame.f_globals"));
    String whole = module.isEmpty() ? qualified : module + "." + qualified;
    int dot = whole.lastIndexOf('.');
    return Frame.of(
        dot < 0 ? "" : whole.substring(0, dot),
        whole.substring(dot + 1),
        textOf(code, "PyCodeObject.co_filename"),
        line(frame, code));
  }

  private String textOf(long struct, String field) throws UnreadableMemory {
    String text = objects.text(objects.word(struct, field));
    if (text == null) {
      throw UnreadableMemory.implausible("no name");
    }
    return text;
  }

  private String moduleOf(long globals) throws UnreadableMemory {
    String known = modules.get(globals);
    if (known == null) {
      @Nullable String name = objects.text(objects.get(globals, "__name__"));
      known = name == null ? "" : name;
      modules.put(globals, known);
    }
    return known;
  }

  private int line(long frame, long code) throws UnreadableMemory {
    long first = code + objects.offset("PyCodeObject.co_code_adaptive");
    long at =
        objects.word(
            frame,
            objects.since(13) ? "_PyInterpreterFrame.instr_ptr" : "_PyInterpreterFrame.prev_instr");
    byte[] table = objects.bytes(objects.word(code, "PyCodeObject.co_linetable"));
    int start = objects.int32(code, "PyCodeObject.co_firstlineno");
    return at < first ? start : PythonLineTable.line(table, start, (at - first) / 2);
  }

  /**
   * The words of a frame that may be objects: its variables and its whole evaluation stack. CPython
   * keeps the stack's height in a register while the frame runs, so words above it are included,
   * though stale.
   */
  long[] words(long frame) throws UnreadableMemory {
    long code = codeOf(frame);
    int count =
        objects.int32(code, "PyCodeObject.co_nlocalsplus")
            + objects.int32(code, "PyCodeObject.co_stacksize");
    long[] words = new long[Math.max(0, Math.min(count, MOST_WORDS))];
    long first = frame + objects.offset("_PyInterpreterFrame.localsplus");
    for (int i = 0; i < words.length; i++) {
      words[i] = memory.word(first + 8L * i);
    }
    return words;
  }
}
