package io.wubdiag.cli;

import io.wubdiag.analyse.inversion.Baseline;
import io.wubdiag.model.ExitCode;
import io.wubdiag.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the file of the inversions that are known. */
final class BaselineFile {
  private static final String HEADER =
      "# Lock-order inversions that wubdiag dump --baseline does not report, one per line.";

  private BaselineFile() {}

  static Baseline read(Path file) {
    try {
      return Baseline.of(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, file + " does not exist; dump --write-baseline creates it");
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + " could not be read: " + e);
    }
  }

  /** Adds what is new, and makes the file if it is not there. */
  static void add(Path file, List<Finding> findings) {
    try {
      boolean old = Files.exists(file);
      Baseline known = old ? read(file) : Baseline.EMPTY;
      List<String> lines = new ArrayList<>(known.newKeys(findings));
      if (!old) {
        lines.add(0, HEADER);
      }
      Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, file + " could not be written: " + e);
    }
  }
}
