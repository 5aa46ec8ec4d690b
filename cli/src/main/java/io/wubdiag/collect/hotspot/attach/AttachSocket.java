package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.ExchangeException;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.Machine.Reply;
import io.wubdiag.model.Attempt.Outcome;
import java.nio.charset.StandardCharsets;

/**
 * A client of a JVM's attach socket. One connection carries one command. The answer is a line with
 * a number, 0 for success, and text up to the end of the stream ({@code attachListener.cpp} in
 * {@code src/hotspot/share/services}, {@code sun.tools.attach.HotSpotVirtualMachine}). In version 1
 * of the protocol, which every JVM understands, the command and three arguments follow the version,
 * each ended by a zero byte. In version 2, since JDK 24, the total length comes first, options
 * follow the command, and any number of arguments is allowed.
 *
 * <p>The version matters: from JDK 24 on, the thread that prints the stacks, with all others at a
 * safepoint, writes straight to the socket by default. The JVM is then stopped until we have read:
 * with 1,000 threads for 186 ms instead of 33, and for as long as we are stopped ourselves.
 */
final class AttachSocket {
  /** The longest answer, enough for some hundred thousand threads. */
  static final int LIMIT = 256 << 20;

  private final Machine machine;
  private final String path;
  private final boolean buffered;

  /** Speaks version 1. */
  AttachSocket(Machine machine, String path) {
    this(machine, path, false);
  }

  private AttachSocket(Machine machine, String path, boolean buffered) {
    this.machine = machine;
    this.path = path;
    this.buffered = buffered;
  }

  /** The socket to use: where the JVM can, it buffers each answer until it is complete. */
  AttachSocket buffered(Deadline deadline) throws AttachFailure {
    String versions = ask(bytes("1\0getversion\0options\0\0\0"), deadline).text();
    return new AttachSocket(
        machine, path, versions.startsWith("0\n2 ") && versions.contains("streaming"));
  }

  /** The same socket for another line of work. */
  AttachSocket by(Machine line) {
    return new AttachSocket(line, path, buffered);
  }

  /** The answer to a diagnostic command, as {@code jcmd} would print it. */
  Reply jcmd(String command, Deadline deadline) throws AttachFailure {
    byte[] request = bytes("1\0jcmd\0" + command + "\0\0\0");
    if (buffered) {
      String content = "jcmd streaming=0\0" + command + "\0";
      request = bytes("2\0" + bytes(content).length + "\0" + content);
    }
    Reply reply = ask(request, deadline);
    return new Reply(content(reply.text()), reply.took());
  }

  /**
   * Makes the JVM load a Java agent, or call its {@code agentmain} again, and waits until that has
   * returned.
   *
   * @return the JVM's answer: {@code return code: 0}, or another code (JDK: {@code
   *     src/java.instrument/share/native/libinstrument/InvocationAdapter.c})
   */
  String loadAgent(String jar, String options, Deadline deadline) throws AttachFailure {
    byte[] request = bytes("1\0load\0instrument\0false\0" + jar + "=" + options + "\0");
    return content(ask(request, deadline).text()).strip();
  }

  private Reply ask(byte[] request, Deadline deadline) throws AttachFailure {
    try {
      return machine.exchange(path, request, LIMIT, deadline);
    } catch (ExchangeException e) {
      throw new AttachFailure(e.outcome(), e.reason());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String content(String answer) throws AttachFailure {
    int end = answer.indexOf('\n');
    if (end < 0) {
      throw new AttachFailure(
          Outcome.FAILED,
          "it closed the connection without an answer; it answers only root, and its own user"
              + " with its own group");
    }
    String text = answer.substring(end + 1);
    if (!answer.startsWith("0\n")) {
      throw new AttachFailure(Outcome.FAILED, "it refused: " + text.strip());
    }
    return text;
  }
}
