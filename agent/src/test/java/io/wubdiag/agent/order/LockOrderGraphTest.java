package io.wubdiag.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Orders that contradict each other are found, and nothing else. */
class LockOrderGraphTest {
  private static final int A = 1;
  private static final int B = 2;
  private static final int C = 3;
  private static final int GATE = 9;

  private final StartsAndJoins order = new StartsAndJoins();
  private final LockOrderGraph graph = new LockOrderGraph(order);

  @Test
  void findsTwoThreadsThatTakeTwoLocksTheOtherWayRound() {
    assertThat(graph.add(edge(1, A, B))).isEmpty();
    assertThat(graph.add(edge(2, B, A))).hasSize(1);
  }

  @Test
  void findsCycleOfThree() {
    graph.add(edge(1, A, B));
    graph.add(edge(2, B, C));

    assertThat(graph.add(edge(3, C, A)))
        .singleElement()
        .satisfies(cycle -> assertThat(cycle.edges()).hasSize(3));
  }

  @Test
  void findsOnlyWhatIsNew() {
    graph.add(edge(1, A, B));
    graph.add(edge(2, B, A));

    assertThat(graph.add(edge(2, B, A))).isEmpty();
    assertThat(graph.add(edge(3, B, C))).isEmpty();
  }

  @Test
  void ignoresOneThread() {
    graph.add(edge(1, A, B));

    assertThat(graph.add(edge(1, B, A))).isEmpty();
  }

  @Test
  void ignoresCycleOfThreeByTwoThreads() {
    graph.add(edge(1, A, B));
    graph.add(edge(2, B, C));

    assertThat(graph.add(edge(1, C, A))).isEmpty();
  }

  @Test
  void ignoresWhatAGateLockKeepsApart() {
    graph.add(edge(1, A, B, new Take(GATE, false)));

    assertThat(graph.add(edge(2, B, A, new Take(GATE, false)))).isEmpty();
    assertThat(graph.add(edge(2, B, A))).hasSize(1);
  }

  @Test
  void takesNoReadLockForAGate() {
    graph.add(edge(1, A, B, new Take(GATE, true)));

    assertThat(graph.add(edge(2, B, A, new Take(GATE, true)))).hasSize(1);
    assertThat(graph.add(edge(3, B, A, new Take(GATE, false)))).isEmpty();
  }

  @Test
  void ignoresReadersOfBoth() {
    graph.add(edge(1, new Take(A, true), new Take(B, true)));

    assertThat(graph.add(edge(2, new Take(B, true), new Take(A, true)))).isEmpty();
    assertThat(graph.add(edge(3, new Take(B, true), new Take(A, false)))).isEmpty();
    assertThat(graph.add(edge(4, new Take(B, false), new Take(A, false)))).hasSize(1);
  }

  @Test
  void ignoresWhatHappenedBeforeTheOtherThreadStarted() {
    graph.add(edge(1, A, B));
    order.started(1, 0, 2);

    assertThat(graph.add(edge(2, B, A))).isEmpty();
    assertThat(graph.add(at(edge(1, A, B), 1))).hasSize(1);
  }

  @Test
  void ignoresWhatHappenedAfterTheOtherThreadHadEnded() {
    order.started(1, 0, 2);
    graph.add(edge(2, B, A));
    order.joined(1, 2, 2);

    assertThat(graph.add(at(edge(1, A, B), 2))).isEmpty();
    assertThat(graph.add(at(edge(1, A, B), 1))).hasSize(1);
  }

  @Test
  void ignoresLockThatItsCreatorHadToItself() {
    graph.add(new Edge(new Take(A, false), new Take(B, false), List.of(), 1, 2, 1, 0, 0, -1));

    assertThat(graph.add(edge(2, B, A))).isEmpty();
    assertThat(graph.add(edge(1, A, B))).hasSize(1);
  }

  @Test
  void takesALockForSharedThatAThreadCouldHaveBeenStartedWith() {
    order.started(1, 3, 2);
    graph.add(new Edge(new Take(A, false), new Take(B, false), List.of(), 1, 2, 1, 4, 3, -1));

    assertThat(graph.add(edge(2, B, A))).hasSize(1);
  }

  @Test
  void forgetsLocksThatAreGone() {
    graph.add(edge(1, A, B));
    graph.add(edge(1, B, C));
    graph.forget(lock -> lock == A);

    assertThat(graph.size()).isEqualTo(1);
    assertThat(graph.add(edge(2, B, A))).isEmpty();
    assertThat(graph.add(edge(2, C, B))).hasSize(1);
  }

  @Test
  void keepsFewOfManyThreadsThatDoTheSame() {
    for (int thread = 1; thread < 10_000; thread++) {
      graph.add(edge(thread, A, B));
    }

    assertThat(graph.size()).isLessThan(20);
    assertThat(graph.add(edge(10_000, B, A))).isNotEmpty();
  }

  @Test
  void agreesWithASearchOfAllCombinations() {
    int cycles = 0;
    for (int seed = 0; seed < 600; seed++) {
      Random random = new Random(seed);
      StartsAndJoins steps = new StartsAndJoins();
      for (int i = random.nextInt(3); i > 0; i--) {
        int parent = random.nextInt(4);
        steps.started(parent, random.nextInt(2), parent + 1);
      }
      LockOrderGraph searched = new LockOrderGraph(steps);
      List<Edge> edges = new ArrayList<>(new LinkedHashSet<>(randomEdges(random)));
      Set<Set<Edge>> found = new HashSet<>();
      for (Edge edge : edges) {
        searched.add(edge).forEach(cycle -> found.add(new HashSet<>(cycle.edges())));
      }

      assertThat(found).as("seed %d", seed).isEqualTo(new BruteForce(steps, edges).cycles());
      cycles += found.size();
    }
    assertThat(cycles).isGreaterThan(100);
  }

  private static List<Edge> randomEdges(Random random) {
    List<Edge> edges = new ArrayList<>();
    int locks = 2 + random.nextInt(4);
    for (int i = 0; i < 9; i++) {
      int held = random.nextInt(locks);
      int taken = (held + 1 + random.nextInt(locks - 1)) % locks;
      List<Take> gates = new ArrayList<>();
      for (int gate = 0; gate < locks; gate++) {
        if (gate != held && gate != taken && random.nextInt(6) == 0) {
          gates.add(new Take(gate, random.nextBoolean()));
        }
      }
      int since = random.nextInt(5) == 0 ? random.nextInt(2) : Edge.SHARED;
      edges.add(
          new Edge(
              new Take(held, random.nextInt(4) == 0),
              new Take(taken, random.nextInt(4) == 0),
              gates,
              held,
              taken,
              random.nextInt(5),
              random.nextInt(3),
              since,
              Edge.SHARED));
    }
    return edges;
  }

  private static Edge edge(int thread, int held, int taken, Take... gates) {
    return edge(thread, new Take(held, false), new Take(taken, false), gates);
  }

  private static Edge edge(int thread, Take held, Take taken, Take... gates) {
    return new Edge(held, taken, List.of(gates), 1, 2, thread, 0, Edge.SHARED, Edge.SHARED);
  }

  private static Edge at(Edge edge, int epoch) {
    return new Edge(
        edge.held(),
        edge.taken(),
        edge.gates(),
        edge.heldSite(),
        edge.takenSite(),
        edge.thread(),
        epoch,
        edge.heldSince(),
        edge.takenSince());
  }

  /** Tries every sequence of edges. */
  private record BruteForce(StartsAndJoins steps, List<Edge> edges) {
    Set<Set<Edge>> cycles() {
      Set<Set<Edge>> cycles = new HashSet<>();
      extend(new ArrayList<>(), cycles);
      return cycles;
    }

    private void extend(List<Edge> sequence, Set<Set<Edge>> cycles) {
      if (sequence.size() >= 2 && isDeadlock(sequence)) {
        cycles.add(new HashSet<>(sequence));
      }
      if (sequence.size() < LockOrderGraph.LONGEST) {
        for (Edge edge : edges) {
          if (!sequence.contains(edge)) {
            List<Edge> longer = new ArrayList<>(sequence);
            longer.add(edge);
            extend(longer, cycles);
          }
        }
      }
    }

    private boolean isDeadlock(List<Edge> sequence) {
      Set<Integer> locks = new HashSet<>();
      for (int i = 0; i < sequence.size(); i++) {
        Edge one = sequence.get(i);
        Edge next = sequence.get((i + 1) % sequence.size());
        locks.add(one.held().lock());
        boolean waits =
            one.taken().lock() == next.held().lock()
                && !(one.taken().shared() && next.held().shared());
        if (!waits
            || isPrivate(one, one.takenSince(), next)
            || isPrivate(next, next.heldSince(), one)) {
          return false;
        }
        for (Edge other : sequence) {
          if (other != one && !atOnce(one, other)) {
            return false;
          }
        }
      }
      return locks.size() == sequence.size();
    }

    private boolean isPrivate(Edge creator, int since, Edge other) {
      return since >= 0 && !steps.before(creator.thread(), since, other.thread(), other.epoch());
    }

    private boolean atOnce(Edge one, Edge other) {
      if (one.thread() == other.thread()
          || steps.before(one.thread(), one.epoch(), other.thread(), other.epoch())
          || steps.before(other.thread(), other.epoch(), one.thread(), one.epoch())) {
        return false;
      }
      for (Take mine : all(one)) {
        for (Take others : all(other)) {
          if (mine.lock() == others.lock() && !(mine.shared() && others.shared())) {
            return false;
          }
        }
      }
      return true;
    }

    private static List<Take> all(Edge edge) {
      List<Take> all = new ArrayList<>(edge.gates());
      all.add(edge.held());
      return all;
    }
  }
}
