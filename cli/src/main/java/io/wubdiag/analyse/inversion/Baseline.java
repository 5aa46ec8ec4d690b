package io.wubdiag.analyse.inversion;

import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.LockOrderInversion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Inversions of lock orders that are known and are not to be reported: one a line, by its key.
 * Empty lines and those that begin with {@code #} are for people.
 */
public final class Baseline {
  /** Knows nothing. */
  public static final Baseline EMPTY = new Baseline(Set.of());

  private final Set<String> keys;

  private Baseline(Set<String> keys) {
    this.keys = keys;
  }

  /** The baseline in the lines of a file. */
  public static Baseline of(List<String> lines) {
    Set<String> keys = new LinkedHashSet<>();
    for (String line : lines) {
      String key = line.strip();
      if (!key.isEmpty() && !key.startsWith("#")) {
        keys.add(key);
      }
    }
    return new Baseline(keys);
  }

  /** The findings but for those that are known. */
  public List<Finding> without(List<Finding> findings) {
    List<Finding> unknown = new ArrayList<>(findings);
    unknown.removeIf(this::knows);
    return unknown;
  }

  private boolean knows(Finding finding) {
    return finding instanceof LockOrderInversion inversion
        && keys.contains(inversion.inversion().key());
  }

  /** The keys of those inversions among the findings that are not known, each once. */
  public List<String> newKeys(List<Finding> findings) {
    Set<String> found = new LinkedHashSet<>();
    for (Finding finding : findings) {
      if (finding instanceof LockOrderInversion inversion) {
        found.add(inversion.inversion().key());
      }
    }
    found.removeAll(keys);
    return List.copyOf(found);
  }
}
