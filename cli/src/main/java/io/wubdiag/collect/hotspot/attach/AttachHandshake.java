package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Machine.Standby;
import io.wubdiag.collect.machine.PassedFile;
import io.wubdiag.model.Attempt.Outcome;
import io.wubdiag.model.KernelFacts;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gets a JVM to open its attach socket, {@code /tmp/.java_pidPID} as it names itself and sees its
 * files. It does so when it gets SIGQUIT and finds a file {@code .attach_pidPID} of its own user or
 * root in {@code /tmp} or in its working directory (HotSpot's {@code
 * src/hotspot/os/posix/attachListener_posix.cpp}, up to JDK 21 {@code
 * src/hotspot/os/linux/attachListener_linux.cpp}). <b>Without that file it prints a thread dump on
 * its own standard output; without a handler it dies.</b> So the signal is sent only where all of
 * this was read right before: the process is the same, does not stand still, catches SIGQUIT, and
 * its Signal Dispatcher lives.
 */
final class AttachHandshake {
  /** A JVM younger than this may just not have come to catching SIGQUIT. */
  private static final Duration YOUNG = Duration.ofSeconds(3);

  private static final String DISABLED = "-XX:+DisableAttachMechanism";

  private static final Duration START_UP = Duration.ofSeconds(1);
  private static final Duration NAMING = Duration.ofMillis(50);

  /** How long another's attach file is taken for a sign that the socket will soon be there. */
  private static final Duration OTHER_ATTACHES = Duration.ofMillis(300);

  /** With less left than this, the file might be gone again when the JVM looks for it. */
  private static final Duration LEAST = Duration.ofMillis(50);

  private final Machine machine;
  private final KernelFacts process;
  private final LiveProcess live;
  private final long ownUid;

  /** With the process of those facts. */
  AttachHandshake(Machine machine, KernelFacts process) {
    this(machine, process, OwnUser.uid(machine));
  }

  /**
   * With the process of those facts.
   *
   * @param ownUid our effective user id
   */
  AttachHandshake(Machine machine, KernelFacts process, long ownUid) {
    this.machine = machine;
    this.process = process;
    this.ownUid = ownUid;
    live = new LiveProcess(machine, process);
  }

  /**
   * The socket, at which the JVM listens.
   *
   * @param attachDisabled whether it is known to run with {@code -XX:+DisableAttachMechanism}; that
   *     it does so by its command line is seen here
   */
  String socket(boolean attachDisabled, Deadline deadline) throws AttachFailure {
    refuseWhatCanNotAnswer();
    if (attachDisabled || process.command().contains(DISABLED)) {
      // A socket of its pid is one that a killed process left: such a JVM does not even delete it.
      throw new AttachFailure(
          Outcome.UNSUPPORTED,
          "it runs with " + DISABLED + "; start it without to be able to attach");
    }
    String directory = temporaryDirectory();
    String socket = directory + "/.java_pid" + process.namespacePid();
    if (!live.catchesSigquit() && machine.isAbandoned(socket)) {
      throw new AttachFailure(
          Outcome.UNSUPPORTED,
          "it does not catch SIGQUIT, which would kill it, and nobody listens at "
              + socket
              + ", which an earlier process left there");
    }
    if (!machine.exists(socket)) {
      awaitSignalDispatcher(socket, deadline);
      if (!machine.exists(socket)) {
        open(directory, socket, deadline);
      }
    }
    return trusted(socket);
  }

  private void refuseWhatCanNotAnswer() throws AttachFailure {
    if (!live.isSame()) {
      throw vanished();
    }
    if (ownUid > 0 && ownUid != process.uid()) {
      throw new AttachFailure(
          Outcome.NOT_PERMITTED,
          "it runs as uid "
              + process.uid()
              + " and wubdiag as uid "
              + ownUid
              + "; run wubdiag as that user (sudo -u '#"
              + process.uid()
              + "' …) or as root");
    }
    if (live.isStopped()) {
      throw new AttachFailure(Outcome.SKIPPED, "it is stopped; it can answer when it is resumed");
    }
    if (process.frozen()) {
      throw new AttachFailure(
          Outcome.SKIPPED, "its control group is frozen; it can answer when the group is thawed");
    }
  }

  /** Where it sees {@code /tmp}: {@code java.io.tmpdir} plays no part in this protocol. */
  private String temporaryDirectory() throws AttachFailure {
    String directory = "/proc/" + process.pid() + "/root/tmp";
    if (isDirectory(directory)) {
      return directory;
    }
    if (!live.isSame()) {
      throw vanished();
    }
    if (process.namespacePid() == process.pid()) {
      return "/tmp"; // not traceable, as a program with capabilities; no container, likely
    }
    throw new AttachFailure(
        Outcome.NOT_PERMITTED,
        "its /tmp can't be seen (" + directory + "); run wubdiag as root, or in its container");
  }

  private boolean isDirectory(String path) {
    try {
      return machine.status(path).isDirectory();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns once SIGQUIT is known not to kill it, nor to go unheard; or it listens of itself, as a
   * JVM with {@code -Xrs} does, which does not catch the signal.
   */
  private void awaitSignalDispatcher(String socket, Deadline deadline) throws AttachFailure {
    boolean young = process.startTime().plus(YOUNG).isAfter(machine.now());
    Deadline startUp = deadline.within(young ? START_UP : Duration.ZERO);
    while (!live.catchesSigquit()) {
      if (machine.exists(socket)) {
        return;
      }
      if (!live.isSame()) {
        throw vanished();
      }
      if (startUp.hasPassed()) {
        throw new AttachFailure(
            Outcome.UNSUPPORTED,
            young
                ? "it does not catch SIGQUIT yet, like a JVM that is starting up; ask again in a"
                    + " second"
                : "it does not catch SIGQUIT, which would kill it, so it can't be asked to listen");
      }
      pause(5);
    }
    // The thread is started before the handler is installed, but names itself: later, on a machine
    // that is busy. A copy that was forked from a JVM will never have it, nor a VM thread.
    Deadline naming = live.hasVmThread() ? startUp : startUp.within(NAMING);
    while (!live.hasSignalDispatcher()) {
      if (naming.hasPassed()) {
        throw new AttachFailure(
            Outcome.SKIPPED,
            "it has no Signal Dispatcher thread, like a forked copy of a JVM, so it can't answer");
      }
      pause(2);
    }
  }

  private void open(String directory, String socket, Deadline deadline) throws AttachFailure {
    if (deadline.remaining().compareTo(LEAST) < 0) {
      throw new AttachFailure(Outcome.TIMED_OUT, "no time was left to attach to it");
    }
    try (Standby sigquit = machine.prepareQuit(process.pid());
        PassedFile file = attachFile(directory, socket, deadline)) {
      if (file == null) {
        return;
      }
      if (!live.isSame() || live.isStopped() || !live.catchesSigquit()) {
        throw new AttachFailure(Outcome.FAILED, "it changed during the attach");
      }
      if (!machine.exists(socket) && !sigquit.send(deadline)) {
        throw live.isSame()
            ? new AttachFailure(Outcome.NOT_PERMITTED, "SIGQUIT could not be sent to it")
            : vanished();
      }
      if (!appears(socket, deadline)) {
        throw new AttachFailure(
            Outcome.TIMED_OUT, "it did not open its attach socket " + socket + " in time");
      }
    } catch (IOException e) {
      throw live.isSame()
          ? new AttachFailure(Outcome.FAILED, "it could not be asked to listen: " + e)
          : vanished();
    }
  }

  /**
   * The file that tells the JVM what the signal is for; null if the socket has come up without.
   *
   * <p>A file that is there already is another tool's, which is just attaching, or was killed while
   * it did. Two signals would be one too many, so it is given some time. In its working directory
   * the JVM looks as well.
   */
  private @Nullable PassedFile attachFile(String directory, String socket, Deadline deadline)
      throws IOException, AttachFailure {
    String name = ".attach_pid" + process.namespacePid();
    String ours = "/proc/" + process.pid();
    String owner = ownUid == process.uid() ? null : ours;
    try {
      return machine.pass(directory, name, owner);
    } catch (FileAlreadyExistsException e) {
      if (appears(socket, deadline.within(OTHER_ATTACHES))) {
        return null;
      }
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Read-only")) {
        throw new AttachFailure(
            Outcome.UNSUPPORTED,
            "its /tmp is read-only, so it can't open its attach socket; give it a writable one"
                + " (docker run --tmpfs /tmp)");
      }
      // A full file system; perhaps the other directory is better.
    }
    return machine.pass(ours + "/cwd", name, owner);
  }

  private boolean appears(String socket, Deadline deadline) throws AttachFailure {
    for (int i = 0; !machine.exists(socket); i++) {
      if (deadline.hasPassed()) {
        return false;
      }
      if (i % 16 == 15 && !live.isSame()) {
        throw vanished();
      }
      pause(i < 100 ? 1 : 5);
    }
    return true;
  }

  /** The socket if the process' own user made it; anybody can put a file into {@code /tmp}. */
  private String trusted(String socket) throws AttachFailure {
    try {
      long owner = machine.status(socket).uid();
      if (owner != process.uid()) {
        throw new AttachFailure(
            Outcome.FAILED,
            socket
                + " belongs to uid "
                + owner
                + ", not to the process' own uid, so it is not trusted");
      }
      return socket;
    } catch (IOException e) {
      throw live.isSame()
          ? new AttachFailure(Outcome.FAILED, "its attach socket has gone: " + e)
          : vanished();
    }
  }

  static AttachFailure vanished() {
    return new AttachFailure(Outcome.VANISHED, "it has ended");
  }

  private void pause(long millis) throws AttachFailure {
    try {
      machine.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachFailure(Outcome.FAILED, "interrupted");
    }
  }
}
