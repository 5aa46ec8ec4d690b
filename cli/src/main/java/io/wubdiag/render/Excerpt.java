package io.wubdiag.render;

import io.wubdiag.model.Frame;
import io.wubdiag.model.ResourceId;
import io.wubdiag.render.Page.Style;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a stack that matters: about a dozen lines, lock machinery folded, one frame marked.
 */
final class Excerpt {
  private static final int LINES = 12;
  private static final int INNERMOST = 3;
  private static final int BEFORE_MARK = 2;
  private static final int BEHIND_MARK = 6;

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
      boolean machinery = at != marked && isMachinery(frames.get(at).className());
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
    int lines = starts.size() - 1;
    int mark = marked < 0 ? -1 : starts.indexOf(marked);
    if (lines <= LINES) {
      show(page, indent, 0, lines, dump, about);
    } else if (mark < LINES - 1) {
      show(page, indent, 0, LINES - 1, dump, about);
      skip(page, indent, LINES - 1, lines);
    } else {
      int last = Math.min(lines, mark + BEHIND_MARK);
      show(page, indent, 0, INNERMOST, dump, about);
      skip(page, indent, INNERMOST, mark - BEFORE_MARK);
      show(page, indent, mark - BEFORE_MARK, last, dump, about);
      skip(page, indent, last, lines);
    }
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

  private void skip(Page page, int indent, int from, int to) {
    int skipped = starts.get(to) - starts.get(from);
    if (skipped > 0) {
      page.line(indent + 2, Style.ASIDE, "… " + Wording.count(skipped, "more frame"));
    }
  }

  private static boolean isMachinery(String className) {
    return className.startsWith("java.util.concurrent.locks.")
        || className.equals("jdk.internal.misc.Unsafe")
        || className.startsWith("java.lang.VirtualThread")
        || className.startsWith("jdk.internal.vm.Continuation")
        || className.equals("java.lang.System$2");
  }

  private static String packageOf(String className) {
    int dot = className.lastIndexOf('.');
    return Wording.className(dot < 0 ? className : className.substring(0, dot));
  }
}
