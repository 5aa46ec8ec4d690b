package io.wubdiag.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random programs: whenever some interleaving of their threads ends in a deadlock, the graph has
 * foreseen one from a run in which the threads ran one after the other.
 */
class ForeseenDeadlocksTest {
  private static final int LOCKS = 4;
  private static final int THREADS = 3;

  @Test
  void foreseesWhatAnyInterleavingCanRunInto() {
    int deadlocks = 0;
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      int[][] programs = new int[THREADS][];
      for (int i = 0; i < THREADS; i++) {
        List<Integer> program = new ArrayList<>();
        block(random, program, new ArrayList<>());
        block(random, program, new ArrayList<>());
        programs[i] = program.stream().mapToInt(Integer::intValue).toArray();
      }
      boolean deadlock = new Interleavings(programs).canDeadlock(new int[THREADS]);
      deadlocks += deadlock ? 1 : 0;
      if (deadlock) {
        assertThat(foreseen(programs)).as("seed %d", seed).isTrue();
      }
    }
    assertThat(deadlocks).isBetween(40, 360);
  }

  /** A lock's number plus one takes it, the negative of that releases it. */
  private static void block(Random random, List<Integer> program, List<Integer> held) {
    int lock = 1 + random.nextInt(LOCKS);
    if (held.contains(lock)) {
      return;
    }
    program.add(lock);
    held.add(lock);
    for (int i = random.nextInt(3); i > 0 && held.size() < 3; i--) {
      block(random, program, held);
    }
    held.remove(Integer.valueOf(lock));
    program.add(-lock);
  }

  private static boolean foreseen(int[][] programs) {
    LockOrderGraph graph = new LockOrderGraph(new StartsAndJoins());
    boolean found = false;
    for (int thread = 0; thread < programs.length; thread++) {
      List<Take> held = new ArrayList<>();
      for (int step : programs[thread]) {
        Take take = new Take(Math.abs(step), false);
        if (step < 0) {
          held.remove(take);
          continue;
        }
        for (Take each : held) {
          List<Take> gates = new ArrayList<>(held);
          gates.remove(each);
          Edge edge = new Edge(each, take, gates, 0, 0, thread, 0, Edge.SHARED, Edge.SHARED);
          found |= !graph.add(edge).isEmpty();
        }
        held.add(take);
      }
    }
    return found;
  }

  /** All of them, each state once. */
  private static final class Interleavings {
    private final int[][] programs;
    private final Set<List<Integer>> seen = new HashSet<>();

    Interleavings(int[][] programs) {
      this.programs = programs;
    }

    boolean canDeadlock(int[] at) {
      if (!seen.add(Arrays.stream(at).boxed().toList())) {
        return false;
      }
      boolean anyLeft = false;
      boolean anyMoved = false;
      for (int thread = 0; thread < programs.length; thread++) {
        if (at[thread] == programs[thread].length) {
          continue;
        }
        anyLeft = true;
        if (canStep(thread, at)) {
          anyMoved = true;
          int[] next = at.clone();
          next[thread]++;
          if (canDeadlock(next)) {
            return true;
          }
        }
      }
      return anyLeft && !anyMoved;
    }

    private boolean canStep(int thread, int[] at) {
      int step = programs[thread][at[thread]];
      for (int other = 0; other < programs.length && step > 0; other++) {
        int balance = 0;
        for (int i = 0; i < at[other]; i++) {
          balance += Math.abs(programs[other][i]) == step ? Integer.signum(programs[other][i]) : 0;
        }
        if (balance > 0) {
          return false;
        }
      }
      return true;
    }
  }
}
