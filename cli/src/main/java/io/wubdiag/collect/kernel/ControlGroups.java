package io.wubdiag.collect.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which control groups are frozen: {@code cgroup.events} in version 2, {@code freezer.state} in
 * version 1 (cgroups(7); the kernel's cgroup-v2.rst and freezer-subsystem.rst). A group's files are
 * found below where {@code /proc/self/mountinfo} says that the hierarchy is mounted; a group that
 * is not seen from here counts as not frozen.
 */
final class ControlGroups {
  /** Where a hierarchy, or the part of it below {@code root}, is mounted. */
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

  /** Whether the process of that directory is in a frozen group. */
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
   * Line by line: id, parent, device, root, mount point, options, optional fields, {@code -}, type,
   * source, the file system's options.
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
   * Adds the file that tells the state of the group of that path; the root, which can't be frozen,
   * has none.
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
   * A field of mountinfo as it was: blanks and backslashes are written as three octal digits there.
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
