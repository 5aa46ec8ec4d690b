package io.wubdiag.cli;

import java.util.Map;

/**
 * The terminal, or other sink, of standard output.
 *
 * @param interactive whether a person reads it
 * @param width its columns
 */
record Terminal(boolean interactive, int width) {
  private static final int DEFAULT_WIDTH = 100;

  /** When to print in colour. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * This process' own terminal. The launcher tells its width and whether it is one; before 22 no
   * Java API does.
   */
  static Terminal current() {
    boolean interactive = Boolean.parseBoolean(System.getProperty("wubdiag.terminal", "false"));
    return new Terminal(interactive, width(System.getenv("COLUMNS")));
  }

  /**
   * Whether to print in colour: by the option first, then by the conventions of {@code NO_COLOR}
   * and {@code CLICOLOR_FORCE}.
   */
  boolean inColour(Colour option, Map<String, String> environment) {
    return switch (option) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
          yield false;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "0");
        yield interactive && !"dumb".equals(environment.get("TERM"))
            || !(force.equals("0") || force.isEmpty());
      }
    };
  }

  private static int width(String columns) {
    try {
      return columns == null ? DEFAULT_WIDTH : Math.max(40, Integer.parseInt(columns.strip()));
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
