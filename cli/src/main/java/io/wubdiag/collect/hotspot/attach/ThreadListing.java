package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.PassedFile;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes a JVM list all its threads, with the virtual ones ({@code Thread.dump_to_file}, JDK 21 and
 * later). It can list them only into a file. No file may remain, however wubdiag ends. So it is a
 * deleted file of ours: the JVM opens it as {@code /proc/OUR_PID/fd/N}. It may do so if it runs as
 * our user and sees our processes (proc_pid_fd(5)). Otherwise it is a file of the JVM's user in its
 * {@code /tmp}, deleted after it was read.
 */
final class ThreadListing {
  private static final String COMMAND = "Thread.dump_to_file -overwrite -format=json ";

  /** The most memory that a thread takes here until the report is printed. */
  private static final int BYTES_PER_THREAD = 4096;

  /** The most threads that fit our memory. */
  private static final int MOST =
      (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / BYTES_PER_THREAD);

  private final Machine machine;
  private final KernelFacts process;
  private final AttachSocket socket;
  private final FrameText frameText;

  ThreadListing(Machine machine, KernelFacts process, AttachSocket socket, FrameText frameText) {
    this.machine = machine;
    this.process = process;
    // The JVM is asked on another line of work, while its list is read on this one.
    this.socket = socket.by(machine.line("listing of " + process.pid()));
    this.frameText = frameText;
  }

  /** The virtual threads, and the platform threads that hold or wait for an object. */
  List<DumpedThread> read(Deadline deadline) throws AttachFailure {
    try {
      List<DumpedThread> threads = readByDescriptor(deadline);
      return threads != null ? threads : readFromItsDirectory(deadline);
    } catch (IOException e) {
      throw new AttachFailure(Outcome.FAILED, "its list of threads could not be read: " + e);
    }
  }

  /** The list, through our deleted file; null if the JVM can't open it. */
  private @Nullable List<DumpedThread> readByDescriptor(Deadline deadline)
      throws IOException, AttachFailure {
    String directory = machine.realPath(System.getProperty("java.io.tmpdir", "/tmp"));
    String name = freshName();
    try (PassedFile file = machine.pass(directory, name, null)) {
      file.loseName();
      String descriptor = descriptorOf(directory + "/" + name);
      return descriptor == null ? null : list(descriptor, file, deadline);
    }
  }

  /**
   * The path by which the process can open our deleted file of this name; null if it can't. In
   * another pid namespace this path may lead to another process' file, which the JVM would
   * overwrite. So the path is checked through the process' own {@code /proc}.
   */
  private @Nullable String descriptorOf(String lostName) throws IOException {
    if (process.uid() != 0 && process.uid() != OwnUser.uid(machine)) {
      return null;
    }
    String ours = "/proc/" + OwnUser.pid(machine) + "/fd";
    String[] descriptors = machine.list(ours);
    if (descriptors != null) {
      String target = lostName + " (deleted)";
      for (String descriptor : descriptors) {
        String path = ours + "/" + descriptor;
        if (leadsTo(path, target) && leadsTo("/proc/" + process.pid() + "/root" + path, target)) {
          return path;
        }
      }
    }
    return null;
  }

  private boolean leadsTo(String link, String target) {
    try {
      return machine.readLink(link).equals(target);
    } catch (IOException e) {
      return false;
    }
  }

  private List<DumpedThread> readFromItsDirectory(Deadline deadline)
      throws IOException, AttachFailure {
    String directory = TemporaryDirectory.of(process);
    String owner = OwnUser.ownerOf(machine, process);
    String name = freshName();
    try (PassedFile file = machine.pass(directory, name, owner)) {
      List<DumpedThread> threads = list("/tmp/" + name, file, deadline);
      if (threads == null) {
        throw new AttachFailure(Outcome.FAILED, "it could not write its list of threads to /tmp");
      }
      return threads;
    }
  }

  private String freshName() throws IOException {
    return ".wubdiag-" + OwnUser.pid(machine) + "-" + machine.nanoTime() + ".json";
  }

  /**
   * Reads the list while the JVM writes it. Reading and writing take equally long.
   *
   * @return null if the JVM can't open the file
   */
  private @Nullable List<DumpedThread> list(String path, PassedFile file, Deadline deadline)
      throws IOException, AttachFailure {
    GrowingFile content = new GrowingFile(file, deadline);
    FutureTask<Boolean> question = new FutureTask<>(() -> ask(path, content, deadline));
    Thread asking = new Thread(question, "asking for the list of threads");
    asking.setDaemon(true);
    asking.start();
    List<DumpedThread> threads;
    try {
      threads = DumpedThreadParser.parse(content, frameText, MOST);
    } catch (IOException e) {
      if (isWritten(question)) {
        throw e;
      }
      return null;
    }
    return isWritten(question) ? threads : null;
  }

  private boolean ask(String path, GrowingFile content, Deadline deadline) throws AttachFailure {
    try {
      return socket.jcmd(COMMAND + path, deadline).text().startsWith("Created ");
    } finally {
      content.isWhole();
    }
  }

  private static boolean isWritten(FutureTask<Boolean> question) throws AttachFailure {
    try {
      return question.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachFailure(Outcome.FAILED, "interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AttachFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
