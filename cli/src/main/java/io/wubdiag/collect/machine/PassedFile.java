package io.wubdiag.collect.machine;

import java.io.IOException;
import java.io.OutputStream;

/** A file of ours that another process writes or reads. It is deleted when it is closed. */
public interface PassedFile extends ReadableFile {
  /** A stream that appends to the file. It needs no closing. */
  OutputStream output() throws IOException;

  /** Deletes the file's name now. Whoever has the file open keeps it. */
  void loseName() throws IOException;
}
