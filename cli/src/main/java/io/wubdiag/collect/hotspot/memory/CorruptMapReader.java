package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.References;
import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Spin.Circle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds cycles among the nodes of a map that a thread is in (JDK 17 and 25: {@code HashMap}, {@code
 * LinkedHashMap}, {@code WeakHashMap}, {@code TreeMap}, and the sets made of them). In an intact
 * map, each chain of nodes ends, and so does each path along a tree's branches or parents. A thread
 * that enters a cycle never leaves it, unless it meets its key.
 *
 * <p>The nodes are found through the words of the thread's stack, with the registers that were
 * saved at a safepoint. A word that is not a reference is recognised by its class.
 */
final class CorruptMapReader {
  private static final String NODE = "java/util/HashMap$Node";
  private static final String LINKED = "java/util/LinkedHashMap$Entry";
  private static final String TREE_NODE = "java/util/HashMap$TreeNode";
  private static final String WEAK = "java/util/WeakHashMap$Entry";
  private static final String TREE = "java/util/TreeMap$Entry";

  private static final Map<String, String[][]> LINKS =
      Map.of(
          NODE, new String[][] {{"next"}},
          LINKED, new String[][] {{"next"}},
          TREE_NODE, new String[][] {{"next"}, {"parent"}, {"left", "right"}},
          WEAK, new String[][] {{"next"}},
          TREE, new String[][] {{"parent"}, {"left", "right"}});

  private static final int MOST_STACK = 256 * 1024;
  private static final int UNUSED = 16 * 1024;
  private static final int MOST_STARTS = 256;
  private static final int MOST_NODES = 20_000;
  private static final long LOWEST = 1 << 20;

  private final Memory memory;
  private final References references;
  private final ObjectReader objects;
  private final BootClasses bootClasses;
  private final Map<Long, JavaClass> nodeClasses = new HashMap<>();

  CorruptMapReader(
      Memory memory, References references, ObjectReader objects, BootClasses bootClasses) {
    this.memory = memory;
    this.references = references;
    this.objects = objects;
    this.bootClasses = bootClasses;
  }

  /** A cycle to which the words of this stack lead, null if none was found. */
  @Nullable Circle find(long stackBase, long stackSize) throws UnreadableMemory {
    nodeClasses.clear();
    bootClasses.findAll(LINKS.keySet().toArray(new String[0]));
    for (String name : LINKS.keySet()) {
      JavaClass found = bootClasses.find(name);
      if (found != null) {
        nodeClasses.put(found.address(), found);
      }
    }
    for (long node : nodes(stackBase, Math.min(stackSize, MOST_STACK))) {
      Circle circle = circleFrom(node);
      if (circle != null) {
        return circle;
      }
    }
    return null;
  }

  /** The maps' nodes among the words of a stack, from its base to its unused part. */
  private Set<Long> nodes(long stackBase, long size) {
    Set<Long> seen = new HashSet<>();
    Set<Long> nodes = new HashSet<>();
    int unused = 0;
    for (long at = stackBase - 8; at >= stackBase - size && unused < UNUSED; at -= 8) {
      long word;
      try {
        word = memory.word(at);
      } catch (UnreadableMemory e) {
        break; // the guard pages
      }
      unused = word == 0 ? unused + 8 : 0;
      for (long candidate :
          new long[] {
            word, references.fromNarrow(word & 0xffff_ffffL), references.fromNarrow(word >>> 32)
          }) {
        if (candidate >= LOWEST
            && nodes.size() < MOST_STARTS
            && seen.add(candidate)
            && isNode(candidate)) {
          nodes.add(candidate);
        }
      }
    }
    return nodes;
  }

  private boolean isNode(long candidate) {
    try {
      return nodeClasses.containsKey(objects.classAddress(candidate));
    } catch (UnreadableMemory e) {
      return false;
    }
  }

  private @Nullable Circle circleFrom(long node) {
    try {
      JavaClass type = objects.classOf(node);
      for (String[] links : LINKS.getOrDefault(type.name().replace('.', '/'), new String[0][])) {
        int length = walk(node, links);
        if (length > 0) {
          return new Circle(type.name(), String.join(" or ", links), length);
        }
      }
    } catch (UnreadableMemory e) {
      // Not a node, or it was moved.
    }
    return null;
  }

  /** A step of the walk: a node, and the index of its next link. */
  private static final class Step {
    private final long node;
    private int next;

    Step(long node) {
      this.node = node;
    }
  }

  /** The number of nodes in the first cycle on the way along these links; 0 for none. */
  private int walk(long start, String[] links) throws UnreadableMemory {
    Set<Long> seen = new HashSet<>(Set.of(start));
    Map<Long, Integer> way = new HashMap<>(Map.of(start, 0));
    List<Step> steps = new ArrayList<>(List.of(new Step(start)));
    while (!steps.isEmpty() && seen.size() < MOST_NODES) {
      Step last = steps.get(steps.size() - 1);
      if (last.next == links.length) {
        way.remove(last.node);
        steps.remove(steps.size() - 1);
        continue;
      }
      long to = linked(last.node, links[last.next++]);
      Integer met = way.get(to);
      if (met != null) {
        return steps.size() - met;
      }
      if (to != 0 && seen.add(to)) {
        way.put(to, steps.size());
        steps.add(new Step(to));
      }
    }
    return 0;
  }

  private long linked(long node, String link) throws UnreadableMemory {
    JavaClass type = nodeClasses.get(objects.classAddress(node));
    if (type == null) {
      throw UnreadableMemory.implausible("not a map's node");
    }
    boolean ofNode = link.equals("next") && type.isA("java.util.HashMap$Node");
    return objects.reference(node, ofNode ? "java.util.HashMap$Node" : type.name(), link);
  }
}
