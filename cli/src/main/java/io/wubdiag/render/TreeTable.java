package io.wubdiag.render;

import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.SafeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of processes. Its first column is the tree of pids, the second one has numbers; the last
 * one, the command, is cut to the width of the page.
 */
final class TreeTable {
  private static final int INDENT = 2;
  private static final int NARROWEST_COMMAND = 16;

  /** How deep in columns the tree's branches are drawn; what lies deeper is drawn as deep. */
  private static final int DEEPEST = 30;

  private final List<String> headings;
  private final List<Row> tops = new ArrayList<>();
  private final Map<Long, Row> byPid = new HashMap<>();

  private record Row(long pid, List<String> cells, List<Row> children) {}

  /** A row with the branches that lead to it, laid out. */
  private record Line(String tree, List<String> cells) {}

  /**
   * @param headings of the columns behind the pid
   */
  TreeTable(String... headings) {
    this.headings = List.of(headings);
  }

  /**
   * Adds a process, parents before their children; so there is no way round in a circle, whatever
   * pids say.
   *
   * @param cells one for each heading; the last one is escaped here, the others are ours
   */
  void add(long pid, long parent, String... cells) {
    Row row = new Row(pid, List.of(cells), new ArrayList<>());
    Row above = byPid.get(parent);
    List<Row> siblings = above == null ? tops : above.children();
    siblings.add(row);
    byPid.put(pid, row);
  }

  void render(Page page) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("PID", headings));
    for (Row top : tops) {
      lines.add(new Line(Long.toString(top.pid()), top.cells()));
      layOut(top, "", lines);
    }
    int[] widths = widths(lines);
    Style style = Style.ASIDE;
    for (Line line : lines) {
      page.line(INDENT, style, text(line, widths, page.width()));
      style = Style.PLAIN;
    }
  }

  private static void layOut(Row parent, String margin, List<Line> lines) {
    int left = parent.children().size();
    for (Row child : parent.children()) {
      boolean last = --left == 0;
      lines.add(new Line(margin + (last ? "└─ " : "├─ ") + child.pid(), child.cells()));
      boolean deepest = margin.length() >= DEEPEST;
      layOut(child, deepest ? margin : margin + (last ? "   " : "│  "), lines);
    }
  }

  /** The widths of all columns but the last. */
  private int[] widths(List<Line> lines) {
    int[] widths = new int[headings.size()];
    for (Line line : lines) {
      widths[0] = Math.max(widths[0], line.tree().length());
      for (int column = 1; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], line.cells().get(column - 1).length());
      }
    }
    return widths;
  }

  private static String text(Line line, int[] widths, int width) {
    StringBuilder text = new StringBuilder(line.tree());
    int end = widths[0] + 2;
    for (int column = 1; column < widths.length; column++) {
      String cell = line.cells().get(column - 1);
      int left = column == 1 ? widths[column] - cell.length() : 0;
      text.append(" ".repeat(end - text.length() + left)).append(cell);
      end += widths[column] + 2;
    }
    text.append(" ".repeat(end - text.length()));
    int room = Math.min(width - INDENT - end, SafeText.NAME);
    String last = line.cells().get(widths.length - 1);
    return text.append(SafeText.name(last, Math.max(NARROWEST_COMMAND, room))).toString();
  }
}
