package io.wubdiag.cli;

import io.wubdiag.model.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code wubdiag zoo}, as far as it is known here: the launcher starts another program for it, of
 * the module that has the zoo.
 */
final class ZooCommand implements Callable<Integer> {
  final CommandSpec spec =
      Declared.command(
              "zoo",
              this,
              "Lists programs that hang for real, runs one, dumps one: list, run NAME, dump NAME.")
          .addPositional(Declared.targets("list, run NAME or dump NAME."));

  @Override
  public Integer call() {
    throw new CommandException(
        ExitCode.INTERNAL_ERROR,
        "the zoo is missing: run the launcher, ./wubdiag zoo, in a clone of the project");
  }
}
