package io.wubdiag.collect.hotspot.serviceability;

import io.wubdiag.collect.machine.Machine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The helper's class data sharing archive. It saves a quarter of the helper's time, which is mostly
 * class loading. The launcher keeps it beside wubdiag's own archive. Both are made in the same
 * training run, so for the JDK that wubdiag itself runs on; a helper on another JDK has no archive.
 */
final class HelperArchive {
  /** The property that names wubdiag's own archive. */
  private static final String ARCHIVE = "wubdiag.archive";

  /** The property that names the archive under construction, in a training run. */
  private static final String DRAFT = "wubdiag.draft";

  private static final String SUFFIX = ".helper";
  private static final Duration TIME_TO_WRITE = Duration.ofSeconds(10);

  private HelperArchive() {}

  /** The options for a helper on this JDK. */
  static List<String> options(Machine machine, String jdk) {
    if (!isOwn(machine, jdk)) {
      return List.of();
    }
    String draft = file(DRAFT);
    if (draft != null) {
      return List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:disable");
    }
    String archive = file(ARCHIVE);
    return archive != null && machine.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable")
        : List.of();
  }

  /** How long a helper may take to end, since it may write an archive at its end. */
  static Duration timeToWrite() {
    return file(DRAFT) == null ? Duration.ZERO : TIME_TO_WRITE;
  }

  private static @Nullable String file(String property) {
    String archive = System.getProperty(property);
    return archive == null ? null : archive + SUFFIX;
  }

  private static boolean isOwn(Machine machine, String jdk) {
    try {
      return machine.status(jdk).isSameAs(machine.status(System.getProperty("java.home")));
    } catch (IOException e) {
      return false;
    }
  }
}
