package io.wubdiag.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Declares commands and their options to picocli. Its annotations would say the same; but to read
 * them it makes a proxy class of each kind at run time, a third of what a dump costs in all.
 */
final class Declared {
  private Declared() {}

  /** A command with {@code --help} and {@code --version}. */
  static CommandSpec command(String name, Callable<Integer> program, String... description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(program).name(name);
    spec.usageMessage().description(description);
    spec.versionProvider(new Version());
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help message and exit.")
            .build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print version information and exit.")
            .build());
    return spec;
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .initialValue(false)
        .description(description)
        .build();
  }

  /** An option of so many named values, in lower or upper case. */
  static <E extends Enum<E>> OptionSpec choice(
      String name, String label, E unlessGiven, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(unlessGiven.getDeclaringClass())
        .initialValue(unlessGiven)
        .description(description)
        .build();
  }

  /** An option whose value is a {@link Path}, null unless given. */
  static OptionSpec file(String name, String description) {
    return OptionSpec.builder(name)
        .paramLabel("FILE")
        .type(Path.class)
        .description(description)
        .build();
  }

  /** {@code --timeout}, a {@link Duration}. */
  static OptionSpec timeout() {
    return duration("--timeout", "10s", "End the whole call by then, with the results so far");
  }

  /** An option whose value is a {@link Duration}. */
  static OptionSpec duration(String name, String unlessGiven, String description) {
    return OptionSpec.builder(name)
        .paramLabel("TIME")
        .type(Duration.class)
        .converters(new TimeoutConverter())
        .defaultValue(unlessGiven)
        .description(description + " (default: ${DEFAULT-VALUE}).")
        .build();
  }

  static OptionSpec debug() {
    return flag("--debug", "Show the stack trace of wubdiag's own faults.");
  }

  /** Any number of pids and patterns, a {@code List<String>}. */
  static PositionalParamSpec targets(String description) {
    return PositionalParamSpec.builder()
        .paramLabel("TARGET")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .initialValue(List.of())
        .description(description)
        .build();
  }
}
