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
 * Finds out whether the nodes of a map that a thread is in make a circle (JDK 17 and 25: {@code
 * HashMap}, {@code LinkedHashMap}, {@code WeakHashMap}, {@code TreeMap}, and the sets made of
 * them). In a map that is whole a chain of nodes ends, and a tree's branches and parents do, too; a
 * thread that goes around in a circle never comes out, unless it meets its key.
 *
 * <p>The nodes are found by the thread's stack, which has references among its words, the registers
 * that are saved at a safepoint included; what is none is told by its class.
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

  /** A circle that the words of that stack lead to, null if none was found. */
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

  /** The maps' nodes among the words of a stack, from its base to where it was never used. */
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
      // Not a node, or it has been moved.
    }
    return null;
  }

  /** A place on the way: a node, and which of its links is taken next. */
  private static final class Step {
    private final long node;
    private int next;

    Step(long node) {
      this.node = node;
    }
  }

  /** How many nodes the first circle has that the links lead into; 0 for none. */
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
