package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only door through which collection reaches outside: files, memory, sockets, helper processes
 * and the time. Nothing else in {@code collect} opens a file, reads a clock or sleeps, so whatever
 * collection has seen can be written down ({@link MachineRecorder}) and seen again ({@link
 * RecordedMachine}).
 *
 * <p>Every failure is an {@link IOException}: a {@link java.nio.file.NoSuchFileException} where
 * nothing is there, a {@link java.nio.file.AccessDeniedException} where it may not be read, a
 * {@link NotRecordedException} where a recording has no answer.
 */
public interface Machine extends Clock {
  /**
   * The same machine for one line of work, which one thread follows. Lines that run at the same
   * time may read the same things; a recording keeps them apart.
   *
   * @param name tells it from all other lines of the same collection
   */
  Machine line(String name);

  /** Opens a file for reading. */
  ReadableFile open(String path) throws IOException;

  /**
   * Opens a process' memory, {@code /proc/PID/mem} (proc_pid_mem(5)). What it holds may change from
   * one reading to the next.
   */
  ReadableFile openMemory(long pid) throws IOException;

  /** The names in a directory; null if it can't be read. */
  String @Nullable [] list(String directory);

  /** Where a symbolic link leads to. */
  String readLink(String path) throws IOException;

  /** That path without links in it. */
  String realPath(String path) throws IOException;

  /** Whether there is such a file; false, too, where that may not be known. */
  boolean exists(String path);

  /** What stat(2) tells, of a link what it leads to. */
  FileStatus status(String path) throws IOException;

  /**
   * Creates a file that is passed to another process, and goes when it is closed or this JVM ends.
   *
   * @param ownerOf a file whose owner is to own it, null for us; only root can give a file away
   * @throws java.nio.file.FileAlreadyExistsException if there is a file of that name, or a link
   */
  PassedFile pass(String directory, String name, @Nullable String ownerOf) throws IOException;

  /** Hands over a file of ours with that content, for a library that reads files only. */
  void withCopy(byte[] content, String suffix, CopyReader reader) throws IOException;

  /** Has everything loaded that {@link #pass} needs: while this JVM ends, it could not be. */
  void prepareToPass();

  /** Deletes what a wubdiag that was killed has left in that directory an hour ago or earlier. */
  void deleteStale(String directory);

  /** Whether there is a socket at that path at which nobody listens. */
  boolean isAbandoned(String socket);

  /**
   * Connects to a Unix socket, writes a request, and reads what comes until the other end closes.
   *
   * @param limit of the answer, in bytes
   * @throws ExchangeException with what went wrong
   */
  Reply exchange(String socket, byte[] request, int limit, Deadline deadline)
      throws ExchangeException;

  /**
   * Prepares to send SIGQUIT to a process, which {@link Standby#send} then does at once.
   *
   * @throws IOException if no helper could be started
   */
  Standby prepareQuit(long pid) throws IOException;

  /**
   * Runs a helper program to its end or to the deadline; then it is ended. It has ended when this
   * returns.
   *
   * @throws IOException if it could not be started
   */
  HelperRun run(List<String> command, Deadline deadline) throws IOException;

  /**
   * Asks a helper program that answers one request after another.
   *
   * @return its answer; empty if the helper has ended at this request, null if none was free by the
   *     deadline
   * @throws IOException if no helper could be started
   */
  @Nullable HelperRun ask(HelperPool helpers, String request, Deadline deadline) throws IOException;

  /**
   * What was answered over a socket.
   *
   * @param text each character is a byte
   * @param took from the question's last byte to the answer's last
   */
  record Reply(String text, Duration took) {}

  /** Reads a file that goes after that. */
  @FunctionalInterface
  interface CopyReader {
    void read(Path copy) throws IOException;
  }

  /** A signal that is ready to be sent. */
  interface Standby extends AutoCloseable {
    /** Sends it; false if that could not be done. */
    boolean send(Deadline deadline) throws IOException;

    @Override
    void close();
  }
}
