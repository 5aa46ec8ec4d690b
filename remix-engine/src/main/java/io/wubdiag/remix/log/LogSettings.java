package io.wubdiag.remix.log;

import java.nio.file.Path;
import org.slf4j.event.Level;

/**
 * Where the log is, how much of it there may be, and of what. It takes at most {@code maxBytes *
 * (olderFiles + 1)}, and one record, on disk.
 *
 * @param file the file that is written; older ones lie beside it, numbered from 1, the youngest
 * @param level from which level on the engine's own records are kept; of its libraries, warnings
 * @param maxBytes how long a file may become before the next is begun
 * @param olderFiles how many older files are kept
 */
public record LogSettings(Path file, Level level, long maxBytes, int olderFiles) {
  /** 10 MiB a file, 5 older ones, from INFO on. */
  public static LogSettings of(Path file) {
    return new LogSettings(file, Level.INFO, 10 << 20, 5);
  }

  public LogSettings withLevel(Level newLevel) {
    return new LogSettings(file, newLevel, maxBytes, olderFiles);
  }
}
