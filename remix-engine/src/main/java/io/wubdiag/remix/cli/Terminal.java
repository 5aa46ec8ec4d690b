package io.wubdiag.remix.cli;

/** What standard error is connected to. The launcher tells, as no Java API does before 22. */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;

  private Terminal() {}

  /** Whether a person reads it as it comes. */
  static boolean interactive() {
    return Boolean.getBoolean("remix.terminal") && !"dumb".equals(System.getenv("TERM"));
  }

  /** Its columns. */
  static int width() {
    String columns = System.getenv("COLUMNS");
    try {
      return columns == null ? DEFAULT_WIDTH : Math.max(40, Integer.parseInt(columns.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
