package io.wubdiag.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line as it is declared. */
class CommandLineTest {
  private static ParseResult parse(String... arguments) {
    return new CommandLine(new WubdiagCommand().spec)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments)
        .subcommand();
  }

  private static <T> T value(ParseResult parsed, String option) {
    return parsed.commandSpec().findOption(option).getValue();
  }

  @Test
  void hasWhatADumpDoesUnlessTold() {
    ParseResult parsed = parse("dump", "4711");

    assertThat(parsed.<List<String>>matchedPositionalValue(0, List.of())).containsExactly("4711");
    assertThat(CommandLineTest.<Boolean>value(parsed, "--all")).isFalse();
    assertThat(CommandLineTest.<Boolean>value(parsed, "--json")).isFalse();
    assertThat(CommandLineTest.<Duration>value(parsed, "--timeout"))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(CommandLineTest.<Terminal.Colour>value(parsed, "--color"))
        .isEqualTo(Terminal.Colour.AUTO);
    assertThat(CommandLineTest.<DumpCommand.FailOn>value(parsed, "--fail-on"))
        .isEqualTo(DumpCommand.FailOn.HANG);
  }

  @Test
  void takesSeveralTargetsAndOptionsInAnyOrder() {
    ParseResult parsed =
        parse("dump", "4711", "--full", "--color", "Never", "worker", "--timeout=500ms");

    assertThat(parsed.<List<String>>matchedPositionalValue(0, List.of()))
        .containsExactly("4711", "worker");
    assertThat(CommandLineTest.<Boolean>value(parsed, "--full")).isTrue();
    assertThat(CommandLineTest.<Duration>value(parsed, "--timeout"))
        .isEqualTo(Duration.ofMillis(500));
    assertThat(CommandLineTest.<Terminal.Colour>value(parsed, "--color"))
        .isEqualTo(Terminal.Colour.NEVER);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> parse("dump", "--heap", "4711"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("--heap");
    assertThatThrownBy(() -> parse("dump", "--fail-on", "never", "4711"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("HANG, CONTENDED");
  }

  @Test
  void keepsThePracticeToItself() {
    CommandLine commandLine = new CommandLine(new WubdiagCommand().spec);

    assertThat(commandLine.getUsageMessage())
        .contains("dump", "ps", "demo", "zoo")
        .doesNotContain("practice");
  }
}
