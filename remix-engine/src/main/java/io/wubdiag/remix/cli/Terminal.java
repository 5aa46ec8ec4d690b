package io.wubdiag.remix.cli;

/**
 * The terminal at standard error. The launcher describes it, because Java has no API for it before
 * 22.
 */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;

  private Terminal() {}

  /** Whether standard error is a terminal. */
  static boolean interactive() {
    return Boolean.getBoolean("remix.terminal") && !"dumb".equals(System.getenv("TERM"));
  }

  /** The number of its columns. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    try {
      return columns == null ? DEFAULT_WIDTH : Math.max(40, Integer.parseInt(columns.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
