package io.wubdiag.render;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ResourceId;
import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.Classes;
import io.wubdiag.render.words.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a stack that matters: about a dozen lines, lock machinery folded, one frame marked.
 */
final class Excerpt {
  private static final int LINES = 12;

  private final List<Frame> frames;
  private final int marked;

  /** The index of each line's first frame, and behind the last line's the number of frames. */
  private final List<Integer> starts = new ArrayList<>();

  /**
   * @param frame the frame to look at, null for none
   */
  Excerpt(List<Frame> frames, @Nullable Frame frame) {
    this.frames = frames;
    this.marked = indexOf(frames, frame);
    boolean inMachinery = false;
    for (int at = 0; at < frames.size(); at++) {
      boolean machinery = at != marked && isMachinery(frames.get(at));
      if (!machinery || !inMachinery) {
        starts.add(at);
      }
      inMachinery = machinery;
    }
    starts.add(frames.size());
  }

  /**
   * The frame itself or, where that was taken down apart from its locks, the innermost of that
   * place.
   */
  private static int indexOf(List<Frame> frames, @Nullable Frame frame) {
    if (frame == null) {
      return -1;
    }
    for (int at = 0; at < frames.size(); at++) {
      Frame other = frames.get(at);
      if (other.line() == frame.line()
          && other.method().equals(frame.method())
          && other.className().equals(frame.className())) {
        return at;
      }
    }
    return -1;
  }

  /**
   * @param about only locks of these are shown
   */
  void render(Page page, int indent, StackText dump, List<ResourceId> about) {
    boolean[] shown = choose();
    int line = 0;
    while (line < shown.length) {
      int end = line + 1;
      while (end < shown.length && shown[end] == shown[line]) {
        end++;
      }
      if (shown[line] || end == line + 1) {
        show(page, indent, line, end, dump, about);
      } else {
        int skipped = starts.get(end) - starts.get(line);
        page.line(indent + 2, Style.ASIDE, "… " + Wording.count(skipped, "more frame"));
      }
      line = end;
    }
  }

  /**
   * All lines if they are few. Else the marked one, the program's own one next to it, which says
   * what it was about, and the innermost ones.
   */
  private boolean[] choose() {
    int lines = starts.size() - 1;
    boolean[] shown = new boolean[lines];
    if (lines <= LINES) {
      Arrays.fill(shown, true);
      return shown;
    }
    int left = LINES;
    int mark = Math.max(0, starts.indexOf(marked));
    for (int line : new int[] {mark, firstOwn(mark, lines), 0, 1, 2, mark + 1, mark - 1}) {
      left -= choose(shown, line);
    }
    for (int line = 0; line < lines && left > 0; line++) {
      left -= choose(shown, line);
    }
    return shown;
  }

  /** Chooses a line, and tells whether that makes it one more. */
  private static int choose(boolean[] shown, int line) {
    if (line < 0 || line >= shown.length || shown[line]) {
      return 0;
    }
    shown[line] = true;
    return 1;
  }

  /** The first line from there on outwards that belongs to the program itself; else -1. */
  private int firstOwn(int from, int lines) {
    for (int line = from; line < lines; line++) {
      String className = frames.get(starts.get(line)).className();
      if (!Classes.isJdk(className) && !Classes.isLogging(className)) {
        return line;
      }
    }
    return -1;
  }

  private void show(
      Page page, int indent, int from, int to, StackText dump, List<ResourceId> about) {
    for (int line = from; line < to; line++) {
      int start = starts.get(line);
      int end = starts.get(line + 1);
      if (start == marked) {
        page.line(indent, Style.MARKED, "→ at " + Wording.frame(frames.get(start)));
      } else if (end - start == 1) {
        page.line(indent + 2, "at " + Wording.frame(frames.get(start)));
      } else {
        String where = packageOf(frames.get(end - 1).className());
        page.line(indent + 2, Style.ASIDE, "… " + (end - start) + " frames of " + where);
      }
      for (Frame frame : frames.subList(start, end)) {
        for (ResourceId id : frame.locked()) {
          if (about.contains(id)) {
            page.line(indent + 4, Style.ASIDE, "- locked " + dump.reference(id));
          }
        }
      }
    }
  }

  /** Whether a frame belongs to the machinery of locks, or of a virtual thread's unmounting. */
  private static boolean isMachinery(Frame frame) {
    String className = frame.className();
    return className.startsWith("java.util.concurrent.locks.")
        || className.startsWith("io.wubdiag.agent.bootstrap.")
        || className.equals("jdk.internal.misc.Unsafe")
        || className.equals("java.util.concurrent.ForkJoinPool")
            && frame.method().endsWith("managedBlock")
        || className.startsWith("java.lang.VirtualThread")
        || className.startsWith("jdk.internal.vm.Continuation")
        || className.startsWith("java.lang.System$");
  }

  private static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return Wording.className(dot < 0 ? className : className.substring(0, dot));
  }
}
