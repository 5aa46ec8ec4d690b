package io.wubdiag.remix.cli;

import io.wubdiag.cli.CommandException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program {@code remix}. */
public final class Main {
  private Main() {}

  /** Runs a command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int exitCode = commandLine().execute(args);
    System.out.flush();
    System.err.flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new RemixCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::handle);
    commandLine.setParameterExceptionHandler(Main::handle);
    return commandLine;
  }

  private static int handle(Exception failure, CommandLine commandLine, ParseResult parsed) {
    PrintWriter err = commandLine.getErr();
    if (failure instanceof CommandException told) {
      err.println("remix: " + told.getMessage());
      return told.exitCode();
    }
    err.println(
        "remix: a bug in the remix engine: "
            + failure
            + ". Try again with --debug for the stack trace, and report it");
    if (parsed.hasMatchedOption("--debug")) {
      failure.printStackTrace(err);
    }
    return ExitCode.INTERNAL_ERROR;
  }

  private static int handle(ParameterException failure, String[] args) {
    CommandLine commandLine = failure.getCommandLine();
    String command = commandLine.getCommandSpec().qualifiedName();
    commandLine
        .getErr()
        .println("remix: " + failure.getMessage() + ". See `" + command + " --help`");
    return ExitCode.USAGE;
  }
}
