package io.wubdiag.render;

import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.ProcessCapture;
import java.util.List;
import java.util.Set;

/** A command line cut down to what tells one program from another. */
final class CommandText {
  /** Options of the {@code java} launcher whose value is the next argument. */
  private static final Set<String> WITH_VALUE =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-exports",
          "--add-opens",
          "--add-reads",
          "--limit-modules",
          "--patch-module",
          "--enable-native-access");

  private CommandText() {}

  static String of(ProcessCapture process) {
    KernelFacts kernel = process.kernelFacts();
    return kernel == null ? process.command() : of(kernel.command());
  }

  /**
   * The program without its directories; of {@code java} its main class, jar or module without the
   * JVM's options, for which an ellipsis stands.
   */
  static String of(List<String> command) {
    if (command.isEmpty()) {
      return "";
    }
    String first = command.get(0);
    String program = first.substring(first.lastIndexOf('/') + 1);
    int rest = 1;
    if (program.equals("java")) {
      rest = main(command);
      program = rest > 1 && rest < command.size() ? program + " …" : program;
    }
    StringBuilder text = new StringBuilder(program);
    for (String argument : command.subList(rest, command.size())) {
      text.append(' ').append(argument);
    }
    return text.toString();
  }

  /** Where the JVM's options end; the whole command where that can't be told. */
  private static int main(List<String> command) {
    int at = 1;
    while (at < command.size()) {
      String argument = command.get(at);
      if (argument.equals("-jar") || argument.equals("-m") || argument.equals("--module")) {
        return at;
      }
      if (!argument.startsWith("-") && !argument.startsWith("@")) {
        return at;
      }
      at += WITH_VALUE.contains(argument) ? 2 : 1;
    }
    return 1;
  }
}
