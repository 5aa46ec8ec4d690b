package io.wubdiag.remix.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The directories for a user's files, by the XDG Base Directory Specification. */
final class UserDirectories {
  private static final String NAME = "wubdiag-remix";

  private UserDirectories() {}

  /** The directory for data that must not be lost. */
  static Path data() {
    return in(System.getenv("XDG_DATA_HOME"), ".local/share");
  }

  /** The directory for data that can be made again. */
  static Path cache() {
    return in(System.getenv("XDG_CACHE_HOME"), ".cache");
  }

  /** A variable with a relative path is ignored, as the specification says. */
  private static Path in(@Nullable String variable, String unlessSet) {
    Path base =
        variable != null && variable.startsWith("/")
            ? Path.of(variable)
            : Path.of(System.getProperty("user.home"), unlessSet);
    return base.resolve(NAME);
  }
}
