package io.wubdiag.cli;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.model.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.PatternSyntaxException;

/**
 * The processes that a command is about.
 *
 * @param roots the pids that were asked for
 * @param processes them and their descendants, parents before children
 */
record Targets(List<Long> roots, Collection<ListedProcess> processes) {

  /** Every process of this machine that can be seen. */
  static Targets all(ProcessTable table) {
    List<ListedProcess> all = table.all();
    List<Long> roots = new ArrayList<>();
    for (ListedProcess process : all) {
      if (table.find(process.parentPid()).isEmpty()) {
        roots.add(process.pid());
      }
    }
    return new Targets(roots, all);
  }

  /**
   * What the arguments name: pids, or patterns that a command line matches.
   *
   * @param children whether their descendants belong to them
   * @throws CommandException for an argument that names nothing
   */
  static Targets named(List<String> arguments, boolean children, ProcessTable table) {
    Map<Long, ListedProcess> roots = new LinkedHashMap<>();
    for (String argument : arguments) {
      for (ListedProcess process :
          isNumber(argument) ? List.of(byPid(argument, table)) : byPattern(argument, table)) {
        roots.put(process.pid(), process);
      }
    }
    Map<Long, ListedProcess> processes = new LinkedHashMap<>();
    for (ListedProcess root : roots.values()) {
      for (ListedProcess process : children ? table.tree(root.pid()) : List.of(root)) {
        processes.putIfAbsent(process.pid(), process);
      }
    }
    return new Targets(List.copyOf(roots.keySet()), processes.values());
  }

  private static boolean isNumber(String argument) {
    for (int i = 0; i < argument.length(); i++) {
      if (argument.charAt(i) < '0' || argument.charAt(i) > '9') {
        return false;
      }
    }
    return !argument.isEmpty();
  }

  private static ListedProcess byPid(String argument, ProcessTable table) {
    long pid;
    try {
      pid = Long.parseLong(argument);
    } catch (NumberFormatException e) {
      throw noSuchProcess(argument, "it is larger than any pid");
    }
    Optional<ListedProcess> found = table.find(pid);
    if (found.isPresent() && table.hasEnded(found.get())) {
      throw noSuchProcess(
          argument,
          "it has ended, and stays a zombie until its parent, process "
              + found.get().parentPid()
              + ", waits for it");
    }
    if (found.isPresent()) {
      return found.get();
    }
    OptionalLong leader = table.leaderOf(pid);
    throw leader.isPresent()
        ? noSuchProcess(
            argument, "it is a thread of process " + leader.getAsLong() + ". Name that process")
        : noSuchProcess(argument, "it may have ended. `wubdiag ps` lists the running JVMs");
  }

  private static List<ListedProcess> byPattern(String pattern, ProcessTable table) {
    List<ListedProcess> matches;
    try {
      matches = table.matching(pattern);
    } catch (PatternSyntaxException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "'" + pattern + "' is neither a pid nor a valid pattern: " + e.getDescription());
    }
    if (matches.isEmpty()) {
      throw new CommandException(
          ExitCode.NO_TARGET,
          "no process has a command line that matches '"
              + pattern
              + "'. `wubdiag ps` lists the running JVMs");
    }
    return matches;
  }

  private static CommandException noSuchProcess(String argument, String reason) {
    return new CommandException(ExitCode.NO_TARGET, "no process " + argument + ": " + reason);
  }
}
