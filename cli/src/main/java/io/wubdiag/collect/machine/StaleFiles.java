package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Deletes what an interrupted attach left in a {@code /tmp}: agent jars of a JVM that was killed
 * while it loaded the agent, and files of a killed wubdiag. These names exist for moments only, so
 * anyone who finds one an hour later may delete it.
 */
final class StaleFiles {
  /** The names that {@code io.wubdiag.agent.Agent} and {@code AgentLoading} give. */
  private static final Pattern OURS =
      Pattern.compile("wubdiag-\\d+\\.jar|\\.wubdiag-agent-\\d+\\.jar|\\.wubdiag-\\d+-\\d+\\.txt");

  private static final Duration AGE = Duration.ofHours(1);

  private StaleFiles() {}

  /** Deletes the files that may be deleted; the rest stays. */
  static void delete(Path directory) {
    Instant before = Instant.now().minus(AGE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "{,.}wubdiag-*")) {
      for (Path file : files) {
        delete(file, before);
      }
    } catch (IOException | RuntimeException e) {
      // A failure does no harm.
    }
  }

  private static void delete(Path file, Instant before) throws IOException {
    if (!OURS.matcher(String.valueOf(file.getFileName())).matches()) {
      return;
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isRegularFile() && attributes.lastModifiedTime().toInstant().isBefore(before)) {
      Files.deleteIfExists(file);
    }
  }
}
