package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.ProcessState;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The table of all processes in the pid namespace that {@code /proc} shows, at about one instant.
 * It is read in one pass over {@code /proc/PID/stat}, which never blocks. A process that starts or
 * ends meanwhile may or may not be in it. Processes that {@code /proc} hides from this user (mount
 * option {@code hidepid}) are missing.
 */
public final class ProcessTable {
  private final Machine machine;
  private final long self;
  private final List<ListedProcess> all;
  private final Map<Long, ListedProcess> byPid = new HashMap<>();

  private ProcessTable(Machine machine, long self, List<ListedProcess> all) {
    this.machine = machine;
    this.self = self;
    this.all = List.copyOf(all);
    for (ListedProcess process : all) {
      byPid.put(process.pid(), process);
    }
  }

  /** Reads the table. It is empty if there is no {@code /proc}. */
  public static ProcessTable read(Machine machine) {
    ProcFile file = new ProcFile(machine);
    List<ListedProcess> processes = new ArrayList<>();
    for (long pid : pidsIn(machine, "/proc")) {
      ListedProcess process = readOne(file, pid);
      if (process != null) {
        processes.add(process);
      }
    }
    return new ProcessTable(machine, selfIn(machine), processes);
  }

  /** The machine whose processes these are. */
  public Machine machine() {
    return machine;
  }

  /** Every process, by pid, with kernel threads and zombies. */
  public List<ListedProcess> all() {
    return all;
  }

  public Optional<ListedProcess> find(long pid) {
    return Optional.ofNullable(byPid.get(pid));
  }

  /**
   * A process and all its descendants: parents before their children, siblings by pid. wubdiag's
   * own process and its children are left out, unless it is the root itself.
   *
   * @return empty if the table has no such process
   */
  public List<ListedProcess> tree(long rootPid) {
    Map<Long, List<ListedProcess>> children = new HashMap<>();
    for (ListedProcess process : all) {
      List<ListedProcess> siblings = children.get(process.parentPid());
      if (siblings == null) {
        siblings = new ArrayList<>();
        children.put(process.parentPid(), siblings);
      }
      siblings.add(process);
    }
    List<ListedProcess> tree = new ArrayList<>();
    Set<Long> seen = new HashSet<>(); // a pid that was reused during the pass may close a cycle
    Deque<ListedProcess> pending = new ArrayDeque<>();
    ListedProcess root = byPid.get(rootPid);
    if (root != null) {
      pending.push(root);
    }
    while (!pending.isEmpty()) {
      ListedProcess process = pending.pop();
      if (process.pid() == self && self != rootPid || !seen.add(process.pid())) {
        continue;
      }
      tree.add(process);
      List<ListedProcess> next = children.getOrDefault(process.pid(), List.of());
      for (int i = next.size() - 1; i >= 0; i--) {
        pending.push(next.get(i));
      }
    }
    return List.copyOf(tree);
  }

  /**
   * The processes whose command line, its arguments joined by spaces, has a match of this regular
   * expression, as with {@code pgrep -f}. Without a command line (a kernel thread, a zombie) the
   * name counts. Left out are wubdiag's own process and the ancestors that launched it, whose
   * command lines name both wubdiag and the pattern: {@code sudo}, {@code timeout}, {@code sh -c},
   * its own script.
   *
   * @throws PatternSyntaxException if the expression is malformed
   */
  public List<ListedProcess> matching(String regex) {
    Matcher matcher = Pattern.compile(regex).matcher("");
    ProcFile file = new ProcFile(machine);
    Set<Long> launchers = launchers(file);
    List<ListedProcess> matching = new ArrayList<>();
    for (ListedProcess process : all) {
      if (!launchers.contains(process.pid()) && matcher.reset(commandLine(file, process)).find()) {
        matching.add(process);
      }
    }
    return List.copyOf(matching);
  }

  /** The pid of the process that this thread belongs to; empty if the id is a pid, or unused. */
  public OptionalLong leaderOf(long tid) {
    ProcFile file = new ProcFile(machine);
    if (byPid.containsKey(tid)
        || !file.load("/proc/" + tid + "/status")
        || !file.acceptLine("Tgid:")) {
      return OptionalLong.empty();
    }
    long leader = file.number();
    return leader <= 0 || leader == tid ? OptionalLong.empty() : OptionalLong.of(leader);
  }

  /**
   * The nearest ancestor of this process that has a thread with this id in its own pid namespace; 0
   * if none has.
   */
  public long ancestorWithThread(long pid, long namespaceTid) {
    ProcFile file = new ProcFile(machine);
    Set<Long> seen = new HashSet<>(); // a pid that was reused during the pass may close a cycle
    ListedProcess process = byPid.get(pid);
    while (process != null && seen.add(process.pid())) {
      process = byPid.get(process.parentPid());
      if (process != null && hasThread(file, process.pid(), namespaceTid)) {
        return process.pid();
      }
    }
    return 0;
  }

  private boolean hasThread(ProcFile file, long pid, long namespaceTid) {
    String tasks = "/proc/" + pid + "/task";
    for (long tid : pidsIn(machine, tasks)) {
      long innermost = tid;
      if (file.load(tasks + "/" + tid + "/status") && file.acceptLine("NSpid:")) {
        while (file.numberFollows()) {
          innermost = file.number();
        }
      }
      if (innermost == namespaceTid) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the process has ended and its parent has not yet collected its exit status. A live
   * process whose first thread has exited shows as a zombie too; for it the answer is false.
   */
  public boolean hasEnded(ListedProcess process) {
    if (process.state() != ProcessState.ZOMBIE) {
      return false;
    }
    String[] tasks = machine.list("/proc/" + process.pid() + "/task");
    return tasks == null || tasks.length <= 1;
  }

  /** Our own process, and its unbroken line of ancestors that name us on their command line. */
  private Set<Long> launchers(ProcFile file) {
    Set<Long> launchers = new HashSet<>();
    launchers.add(self);
    ListedProcess process = byPid.get(self);
    while (process != null) {
      process = byPid.get(process.parentPid());
      if (process == null
          || !commandLine(file, process).contains("wubdiag")
          || !launchers.add(process.pid())) {
        break;
      }
    }
    return launchers;
  }

  private String commandLine(ProcFile file, ListedProcess process) {
    List<String> arguments = CommandLine.read(file, "/proc/" + process.pid());
    return arguments.isEmpty() ? process.name() : String.join(" ", arguments);
  }

  private static @Nullable ListedProcess readOne(ProcFile file, long pid) {
    if (!file.load("/proc/" + pid + "/stat")) {
      return null;
    }
    StatLine stat = StatLine.of(file);
    return stat == null
        ? null
        : new ListedProcess(pid, stat.parentPid(), stat.startTicks(), stat.name(), stat.state());
  }

  private static long[] pidsIn(Machine machine, String directory) {
    String[] names = machine.list(directory);
    if (names == null) {
      return new long[0];
    }
    long[] pids = new long[names.length];
    int count = 0;
    for (String name : names) {
      long pid = ProcFile.numberOf(name);
      if (pid > 0) {
        pids[count++] = pid;
      }
    }
    pids = Arrays.copyOf(pids, count);
    Arrays.sort(pids);
    return pids;
  }

  /**
   * Our own pid in this {@code /proc}. Not by {@code ProcessHandle}: its class starts a thread
   * pool.
   */
  private static long selfIn(Machine machine) {
    try {
      return ProcFile.numberOf(machine.readLink("/proc/self"));
    } catch (IOException e) {
      return -1;
    }
  }
}
