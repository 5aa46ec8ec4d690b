package io.wubdiag.cli;

import io.wubdiag.model.ExitCode;
import java.io.PrintStream;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The entry point of the program {@code wubdiag}. */
public final class Main {
  private Main() {}

  /**
   * Runs a command line and ends the JVM with its exit code. A worker that still hangs with its
   * process does not prevent that.
   */
  public static void main(String[] args) {
    int exitCode = run(args);
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(exitCode);
  }

  /** Runs a command line, and returns its exit code. */
  public static int run(String... args) {
    if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
      // The only answer that needs no command line parser, and so comes at the speed of the JVM.
      System.out.println(Version.line());
      return ExitCode.NOTHING_FOUND;
    }
    CommandLine commandLine = new CommandLine(new WubdiagCommand().spec);
    commandLine.setExecutionExceptionHandler(Main::handle);
    commandLine.setParameterExceptionHandler(Main::handle);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine.execute(args.length > 0 && args[0].equals("help") ? helpOn(args) : args);
  }

  /** {@code help dump} is {@code dump --help}. */
  private static String[] helpOn(String[] args) {
    String[] asked = Arrays.copyOfRange(args, 1, args.length + 1);
    asked[args.length - 1] = "--help";
    return asked;
  }

  private static int handle(
      Exception fault, CommandLine commandLine, CommandLine.ParseResult parsed) {
    PrintStream err = System.err;
    if (fault instanceof CommandException expected) {
      err.println("wubdiag: " + expected.getMessage());
      return expected.exitCode();
    }
    err.println(
        "wubdiag: "
            + fault
            + "\nThis is a fault of wubdiag itself. Run the command with --debug and report what it prints.");
    if (parsed.expandedArgs().contains("--debug") || parsed.originalArgs().contains("--debug")) {
      fault.printStackTrace(err);
    }
    return ExitCode.INTERNAL_ERROR;
  }

  /** Reports the fault of a command line, and how to get help. */
  public static int handle(ParameterException fault, String[] args) {
    CommandLine commandLine = fault.getCommandLine();
    System.err.println("wubdiag: " + fault.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(fault, System.err);
    System.err.println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }
}
