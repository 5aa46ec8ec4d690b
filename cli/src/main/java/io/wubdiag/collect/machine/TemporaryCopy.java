package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of ours that is lent to a library and deleted afterwards. */
final class TemporaryCopy {
  private TemporaryCopy() {}

  static void lend(byte[] content, String suffix, Machine.CopyReader reader) throws IOException {
    Path copy = Files.createTempFile("wubdiag-", suffix);
    try {
      Files.write(copy, content);
      reader.read(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
