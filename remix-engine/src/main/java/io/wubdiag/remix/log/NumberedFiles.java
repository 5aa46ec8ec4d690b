package io.wubdiag.remix.log;

import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps older log files as {@code engine.log.1}, the newest, to {@code engine.log.5}. Logback's own
 * policy of this kind takes its names from a pattern, which can't express a percent sign in a
 * directory's name.
 */
final class NumberedFiles extends RollingPolicyBase {
  private final Path file;
  private final int count;

  NumberedFiles(Path file, int count) {
    this.file = file;
    this.count = count;
  }

  @Override
  public void rollover() throws RolloverFailure {
    try {
      for (int number = count; number > 0; number--) {
        Path from = numbered(number - 1);
        if (Files.exists(from)) {
          Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new RolloverFailure("the log can't be renamed", e);
    }
  }

  private Path numbered(int number) {
    return number == 0 ? file : file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public String getActiveFileName() {
    return file.toString();
  }
}
