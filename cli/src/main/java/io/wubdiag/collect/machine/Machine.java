package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only door to the outside for collection: files, memory, sockets, helper processes and the
 * time. No other code in {@code collect} opens a file, reads a clock or sleeps. So everything that
 * collection sees can be recorded ({@link MachineRecorder}) and replayed ({@link RecordedMachine}).
 *
 * <p>Every failure is an {@link IOException}: a {@link java.nio.file.NoSuchFileException} if the
 * file does not exist, a {@link java.nio.file.AccessDeniedException} if it may not be read, a
 * {@link NotRecordedException} if a recording has no answer.
 */
public interface Machine extends Clock {
  /**
   * The same machine for one line of work, which one thread follows. Lines that run at the same
   * time may read the same things; a recording keeps them apart.
   *
   * @param name unique among the lines of a collection
   */
  Machine line(String name);

  /** Opens a file for reading. */
  ReadableFile open(String path) throws IOException;

  /**
   * Opens a process' memory, {@code /proc/PID/mem} (proc_pid_mem(5)). Its content may change
   * between readings.
   */
  ReadableFile openMemory(long pid) throws IOException;

  /** The names in a directory; null if it can't be read. */
  String @Nullable [] list(String directory);

  /** Where a symbolic link leads to. */
  String readLink(String path) throws IOException;

  /** This path with all links resolved. */
  String realPath(String path) throws IOException;

  /** Whether this file exists; false, too, where it can't be known. */
  boolean exists(String path);

  /** The file's status by stat(2). Links are followed. */
  FileStatus status(String path) throws IOException;

  /**
   * Creates a file for another process. It is deleted when it is closed or this JVM ends.
   *
   * @param ownerOf a file whose owner is to own it, null for us; only root can give a file away
   * @throws java.nio.file.FileAlreadyExistsException if a file or link of this name exists
   */
  PassedFile pass(String directory, String name, @Nullable String ownerOf) throws IOException;

  /** Lends a file of ours with this content to a library that reads only files. */
  void withCopy(byte[] content, String suffix, CopyReader reader) throws IOException;

  /** Loads everything that {@link #pass} needs. It could not be loaded while this JVM ends. */
  void prepareToPass();

  /** Deletes files in this directory that a killed wubdiag left there an hour ago or earlier. */
  void deleteStale(String directory);

  /** Whether a socket exists at this path and no process listens on it. */
  boolean isAbandoned(String socket);

  /**
   * Connects to a Unix socket, writes a request, and reads until the other end closes.
   *
   * @param limit of the answer, in bytes
   * @throws ExchangeException with the reason
   */
  Reply exchange(String socket, byte[] request, int limit, Deadline deadline)
      throws ExchangeException;

  /**
   * Prepares to send SIGQUIT to a process. {@link Standby#send} then sends it at once.
   *
   * @throws IOException if no helper could be started
   */
  Standby prepareQuit(long pid) throws IOException;

  /**
   * Runs a helper program to its end or to the deadline, when it is ended. It has ended when this
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
   * The answer of a socket.
   *
   * @param text each character is a byte
   * @param took from the question's last byte to the answer's last
   */
  record Reply(String text, Duration took) {}

  /** Reads a file that is deleted afterwards. */
  @FunctionalInterface
  interface CopyReader {
    void read(Path copy) throws IOException;
  }

  /** A signal that is ready to be sent. */
  interface Standby extends AutoCloseable {
    /** Sends the signal; false if it could not be sent. */
    boolean send(Deadline deadline) throws IOException;

    @Override
    void close();
  }
}
