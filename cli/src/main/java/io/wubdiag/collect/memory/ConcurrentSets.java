package io.wubdiag.collect.memory;

import java.util.function.LongConsumer;

/** The elements of a set made by {@code ConcurrentHashMap.newKeySet()} (JDK 17 to 25). */
final class ConcurrentSets {
  private static final String MAP = "java.util.concurrent.ConcurrentHashMap";
  private static final String VIEW = MAP.concat("$CollectionView");
  private static final String NODE = MAP.concat("$Node");
  private static final String FORWARDING = MAP.concat("$ForwardingNode");
  private static final String TREE = MAP.concat("$TreeBin");
  private static final int MOST_NODES = 1_000_000;

  private final ObjectReader objects;
  private int nodes;

  ConcurrentSets(ObjectReader objects) {
    this.objects = objects;
  }

  /** Hands over each element. */
  void forEach(long set, LongConsumer each) throws UnreadableMemory {
    long table = objects.reference(objects.reference(set, VIEW, "map"), MAP, "table");
    if (table == 0) {
      return;
    }
    nodes = 0;
    int length = objects.length(table);
    for (int i = 0; i < length; i++) {
      long node = objects.element(table, i);
      if (node != 0) {
        bin(node, each);
      }
    }
  }

  /**
   * A bin is a chain; a tree is one as well. One that has moved to a larger table is left out, for
   * another look.
   */
  private void bin(long head, LongConsumer each) throws UnreadableMemory {
    if (objects.isA(head, FORWARDING)) {
      return;
    }
    long node = objects.isA(head, TREE) ? objects.reference(head, TREE, "first") : head;
    while (node != 0) {
      if (++nodes > MOST_NODES) {
        throw UnreadableMemory.implausible("too large for a set of threads");
      }
      long element = objects.reference(node, NODE, "key");
      if (element != 0) {
        each.accept(element);
      }
      node = objects.reference(node, NODE, "next");
    }
  }
}
