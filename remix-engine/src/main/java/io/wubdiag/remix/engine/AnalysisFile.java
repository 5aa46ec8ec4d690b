package io.wubdiag.remix.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wubdiag.remix.analysis.SongAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The analysis of a song, as a JSON file beside its remix. Only a picture depends on it, so an
 * error here does not fail the job.
 */
final class AnalysisFile {
  private static final Logger LOG = LoggerFactory.getLogger(AnalysisFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnalysisFile() {}

  /** Writes the file atomically. */
  static void write(Path file, SongAnalysis analysis) {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try {
      Files.write(draft, JSON.writeValueAsBytes(analysis));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} can't be written", file, e);
    }
  }

  /** Reads the file; null if there is none, or if it is unreadable. */
  static @Nullable SongAnalysis read(Path file) {
    try {
      return Files.exists(file)
          ? JSON.readValue(Files.readAllBytes(file), SongAnalysis.class)
          : null;
    } catch (IOException e) {
      LOG.warn("{} can't be read", file, e);
      return null;
    }
  }
}
