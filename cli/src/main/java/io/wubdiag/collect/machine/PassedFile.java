package io.wubdiag.collect.machine;

import java.io.IOException;
import java.io.OutputStream;

/** A file of ours that another process writes or reads; deleted when it is closed. */
public interface PassedFile extends ReadableFile {
  /** Writes to its end. The stream needs no closing. */
  OutputStream output() throws IOException;

  /** Deletes it now; whoever has it open keeps it. */
  void loseName() throws IOException;
}
