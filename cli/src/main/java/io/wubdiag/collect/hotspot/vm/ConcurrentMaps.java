package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * Reads the entries of a {@code ConcurrentHashMap}, and the elements of a set from its {@code
 * newKeySet()} (JDK 17 to 25).
 */
public final class ConcurrentMaps {
  private static final String MAP = "java.util.concurrent.ConcurrentHashMap";
  private static final String VIEW = MAP.concat("$CollectionView");
  private static final String NODE = MAP.concat("$Node");
  private static final String FORWARDING = MAP.concat("$ForwardingNode");
  private static final String TREE = MAP.concat("$TreeBin");
  private static final int MOST_NODES = 1_000_000;

  /** A visitor of objects. */
  @FunctionalInterface
  public interface Visitor {
    /** Looks at the object at this address, and tells whether to go on. */
    boolean visit(long object) throws UnreadableMemory;
  }

  private final ObjectReader objects;

  public ConcurrentMaps(ObjectReader objects) {
    this.objects = objects;
  }

  /**
   * Visits the elements of a set, one after the other, while the visitor wants more.
   *
   * @return whether the end of the set was reached
   */
  boolean visitElements(long set, Visitor visitor) throws UnreadableMemory {
    return visit(
        objects.reference(set, VIEW, "map"),
        node -> {
          long element = key(node);
          return element == 0 || visitor.visit(element);
        });
  }

  /**
   * Visits the nodes of a map's entries, one after the other, while the visitor wants more.
   *
   * @return whether the end of the map was reached
   */
  public boolean visit(long map, Visitor visitor) throws UnreadableMemory {
    long table = objects.reference(map, MAP, "table");
    if (table == 0) {
      return true;
    }
    int nodes = 0;
    int length = objects.length(table);
    for (int i = 0; i < length; i++) {
      for (long node = first(table, i); node != 0; node = objects.reference(node, NODE, "next")) {
        if (++nodes > MOST_NODES) {
          throw UnreadableMemory.implausible("too large for a map of threads");
        }
        if (!visitor.visit(node)) {
          return false;
        }
      }
    }
    return true;
  }

  /** An entry's key; 0 for none. */
  public long key(long node) throws UnreadableMemory {
    return objects.reference(node, NODE, "key");
  }

  /** An entry's value; 0 for none. */
  public long value(long node) throws UnreadableMemory {
    return objects.reference(node, NODE, "val");
  }

  /**
   * The first node of a bin, 0 for none. A bin is a chain; a tree is a chain as well. A bin that
   * has moved to a larger table is left out, for another look.
   */
  private long first(long table, int bin) throws UnreadableMemory {
    long head = objects.element(table, bin);
    if (head == 0 || objects.isA(head, FORWARDING)) {
      return 0;
    }
    return objects.isA(head, TREE) ? objects.reference(head, TREE, "first") : head;
  }
}
