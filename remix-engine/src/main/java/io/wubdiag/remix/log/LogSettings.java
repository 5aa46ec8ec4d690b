package io.wubdiag.remix.log;

import java.nio.file.Path;
import org.slf4j.event.Level;

/**
 * The settings of the log: its place, size and levels. It takes at most {@code maxBytes *
 * (olderFiles + 1)} and one record on disk.
 *
 * @param file the file that is written; older ones lie beside it, numbered from 1, the youngest
 * @param level from which level on the engine's own records are kept; of its libraries, warnings
 * @param maxBytes how long a file may become before the next is begun
 * @param olderFiles how many older files are kept
 * @param formatsInLock whether a record is formatted while the appender's lock is held, as Python's
 *     {@code logging.Handler} and {@code java.util.logging} do; otherwise it is only written then
 */
public record LogSettings(
    Path file, Level level, long maxBytes, int olderFiles, boolean formatsInLock) {
  /** The defaults: 10 MiB a file, 5 older files, from INFO on. */
  public static LogSettings of(Path file) {
    return new LogSettings(file, Level.INFO, 10 << 20, 5, false);
  }

  public LogSettings withLevel(Level newLevel) {
    return new LogSettings(file, newLevel, maxBytes, olderFiles, formatsInLock);
  }

  public LogSettings withFormattingInLock(boolean inLock) {
    return new LogSettings(file, level, maxBytes, olderFiles, inLock);
  }
}
