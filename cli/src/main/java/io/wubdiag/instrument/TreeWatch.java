package io.wubdiag.instrument;

import io.wubdiag.collect.kernel.ListedProcess;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Machine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows trees of processes over time, by polling {@code /proc}. A look costs one listing of that
 * directory. Processes are read only after a new pid has appeared.
 *
 * <p>A process that has once belonged to a tree belongs to it until it ends, even if its parent
 * ends first. A process that starts while its parent ends, between two looks, is missed: nothing
 * shows whose child it was.
 */
final class TreeWatch {
  private final Machine machine;
  private final Map<Long, ListedProcess> roots = new HashMap<>();
  private final Map<Long, ListedProcess> members = new HashMap<>();
  private Set<String> listed = Set.of();

  /** Watches these processes and their descendants; none of them has been reported yet. */
  TreeWatch(Machine machine, Collection<ListedProcess> roots) {
    this.machine = machine;
    for (ListedProcess root : roots) {
      this.roots.put(root.pid(), root);
    }
  }

  /** Whether a root was alive at the last look. */
  boolean anyRootLives() {
    return !roots.isEmpty();
  }

  /** The processes of the trees that were not reported before; parents before their children. */
  List<ListedProcess> look() {
    String[] names = machine.list("/proc");
    if (names == null) {
      return List.of();
    }
    Set<String> now = new HashSet<>(2 * names.length);
    boolean changed = false;
    for (String name : names) {
      if (name.charAt(0) >= '0' && name.charAt(0) <= '9') {
        now.add(name);
        changed |= !listed.contains(name);
      }
    }
    changed |= now.size() != listed.size();
    listed = now;
    return changed ? lookAtAll(ProcessTable.read(machine)) : List.of();
  }

  private List<ListedProcess> lookAtAll(ProcessTable table) {
    roots.values().removeIf(process -> !isThere(process, table));
    members.values().removeIf(process -> !isThere(process, table));
    List<ListedProcess> found = new ArrayList<>();
    List<ListedProcess> tops = new ArrayList<>(roots.values());
    tops.addAll(members.values());
    for (ListedProcess top : tops) {
      for (ListedProcess process : table.tree(top.pid())) {
        if (members.putIfAbsent(process.pid(), process) == null) {
          found.add(process);
        }
      }
    }
    return found;
  }

  private static boolean isThere(ListedProcess process, ProcessTable table) {
    return table
        .find(process.pid())
        .filter(now -> now.startTicks() == process.startTicks() && !table.hasEnded(now))
        .isPresent();
  }
}
