package io.wubdiag.collect.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells which control groups are frozen: {@code cgroup.events} in version 2, {@code freezer.state}
 * in version 1 (cgroups(7); the kernel's cgroup-v2.rst and freezer-subsystem.rst). {@code
 * /proc/self/mountinfo} says where each hierarchy is mounted; a group's files are below. A group
 * that is not visible from here counts as not frozen.
 */
final class ControlGroups {
  /** The mount point of a hierarchy, or of its part below {@code root}. */
  private record Mount(boolean version2, String root, String directory) {}

  private static final int LIMIT = 1 << 20;

  private final List<Mount> mounts = new ArrayList<>();
  private final Map<String, Boolean> frozenByFile = new HashMap<>();

  /** Reads where the hierarchies are mounted. */
  static ControlGroups read(ProcFile file) {
    ControlGroups groups = new ControlGroups();
    if (file.loadAll("/proc/self/mountinfo", LIMIT)) {
      do {
        groups.addMount(file);
      } while (file.nextLine());
    }
    return groups;
  }

  private ControlGroups() {}

  /** Whether the process with this directory is in a frozen group. */
  synchronized boolean frozen(ProcFile file, String processDirectory) {
    if (mounts.isEmpty() || !file.loadAll(processDirectory + "/cgroup", LIMIT)) {
      return false;
    }
    List<String> states = new ArrayList<>(2);
    do { // HIERARCHY:CONTROLLERS:PATH
      boolean version2 = file.accept("0::");
      String controllers = "";
      if (!version2) {
        file.upTo(':');
        controllers = file.upTo(':');
      }
      if (version2 || has(controllers, "freezer")) {
        addStateFile(states, version2, file.restOfLine());
      }
    } while (file.nextLine());
    for (String state : states) {
      if (isFrozen(file, state)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds the mount on this line: id, parent, device, root, mount point, options, optional fields,
   * {@code -}, type, source, the file system's options.
   */
  private void addMount(ProcFile file) {
    file.word();
    file.word();
    file.word();
    String root = file.word();
    String directory = unescaped(file.word());
    String word = file.word();
    while (!word.isEmpty() && !word.equals("-")) {
      word = file.word();
    }
    String type = file.word();
    file.word();
    String options = file.word();
    if (type.equals("cgroup2") || type.equals("cgroup") && has(options, "freezer")) {
      mounts.add(new Mount(type.equals("cgroup2"), unescaped(root), directory));
    }
  }

  /**
   * Adds the state file of the group with this path. The root group has none, since it can't be
   * frozen.
   */
  private void addStateFile(List<String> states, boolean version2, String path) {
    for (Mount mount : mounts) {
      boolean below =
          mount.root().equals("/")
              || path.startsWith(mount.root() + "/")
              || path.equals(mount.root());
      if (mount.version2() == version2 && below && path.length() > 1) {
        String rest = mount.root().equals("/") ? path : path.substring(mount.root().length());
        states.add(mount.directory() + rest + (version2 ? "/cgroup.events" : "/freezer.state"));
        return;
      }
    }
  }

  private boolean isFrozen(ProcFile file, String stateFile) {
    Boolean known = frozenByFile.get(stateFile);
    if (known == null) {
      known =
          file.load(stateFile)
              && (stateFile.endsWith("/freezer.state")
                  ? file.accept("FROZEN")
                  : file.acceptLine("frozen 1"));
      frozenByFile.put(stateFile, known);
    }
    return known;
  }

  private static boolean has(String list, String item) {
    return ("," + list + ",").contains("," + item + ",");
  }

  /**
   * A field of mountinfo without escapes. The kernel writes blanks and backslashes as three octal
   * digits.
   */
  private static String unescaped(String field) {
    int backslash = field.indexOf('\\');
    if (backslash < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        int code =
            Character.digit(field.charAt(i + 1), 8) * 64
                + Character.digit(field.charAt(i + 2), 8) * 8
                + Character.digit(field.charAt(i + 3), 8);
        if (code > 0) {
          text.append((char) code);
          i += 3;
          continue;
        }
      }
      text.append(c);
    }
    return text.toString();
  }
}
