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
 * Makes a JVM open its attach socket, {@code /tmp/.java_pidPID}, with pid and path as the JVM sees
 * them. A JVM opens it on SIGQUIT if it finds a file {@code .attach_pidPID}, owned by its user or
 * root, in {@code /tmp} or in its working directory (HotSpot's {@code
 * src/hotspot/os/posix/attachListener_posix.cpp}, up to JDK 21 {@code
 * src/hotspot/os/linux/attachListener_linux.cpp}). <b>Without this file it prints a thread dump on
 * its own standard output; without a handler it dies.</b> So the signal is sent only after these
 * checks, made right before: the process is the same, is not stopped, catches SIGQUIT, and its
 * Signal Dispatcher lives.
 */
final class AttachHandshake {
  /** The age until which a JVM may not have installed its SIGQUIT handler yet. */
  private static final Duration YOUNG = Duration.ofSeconds(3);

  private static final String DISABLED = "-XX:+DisableAttachMechanism";

  private static final Duration START_UP = Duration.ofSeconds(1);
  private static final Duration NAMING = Duration.ofMillis(50);

  /** How long another tool's attach file is taken to mean that the socket will soon exist. */
  private static final Duration OTHER_ATTACHES = Duration.ofMillis(300);

  /**
   * The least time to attach in. With less, the file might be deleted before the JVM looks for it.
   */
  private static final Duration LEAST = Duration.ofMillis(50);

  private final Machine machine;
  private final KernelFacts process;
  private final LiveProcess live;
  private final long ownUid;

  /** A handshake with the process of these facts. */
  AttachHandshake(Machine machine, KernelFacts process) {
    this(machine, process, OwnUser.uid(machine));
  }

  /**
   * A handshake with the process of these facts.
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
   * The socket, on which the JVM listens.
   *
   * @param attachDisabled whether it is known to run with {@code -XX:+DisableAttachMechanism}; the
   *     command line is checked here as well
   */
  String socket(boolean attachDisabled, Deadline deadline) throws AttachFailure {
    refuseWhatCanNotAnswer();
    if (attachDisabled || process.command().contains(DISABLED)) {
      // A socket with its pid was left by a killed process: a JVM without attach does not delete
      // it.
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

  /**
   * The JVM's {@code /tmp}, as a path for us. {@code java.io.tmpdir} is not used in this protocol.
   */
  private String temporaryDirectory() throws AttachFailure {
    String directory = TemporaryDirectory.of(process);
    if (isDirectory(directory)) {
      return directory;
    }
    if (!live.isSame()) {
      throw vanished();
    }
    if (process.namespacePid() == process.pid()) {
      return "/tmp"; // not traceable, such as a program with capabilities; probably not in a
      // container
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
   * Returns once SIGQUIT is known to be safe and heard. Also returns if the JVM listens already, as
   * with {@code -Xrs}, when it does not catch the signal.
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
    // The thread is started before the handler is installed, but sets its name itself, so later on
    // a busy machine. A forked copy of a JVM never gets this thread, and has no VM thread.
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
   * The file that tells the JVM the signal's purpose; null if the socket has appeared without it.
   *
   * <p>An existing file belongs to another tool, which attaches right now or was killed while it
   * did. A second signal must be avoided, so the file gets some time. The JVM also looks in its
   * working directory.
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
      // The file system may be full; the other directory may work.
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

  /** The socket if the process' own user made it. Any user can put a file into {@code /tmp}. */
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
