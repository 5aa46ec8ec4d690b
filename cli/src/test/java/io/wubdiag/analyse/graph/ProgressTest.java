package io.wubdiag.analyse.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Enablers.Completeness;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares the hung threads of random graphs with what the definition says: a set of threads hangs
 * if each of its threads waits for an owner within the set, or could only be helped by threads
 * within the set. The hung threads are those of any such set. All sets are tried.
 */
class ProgressTest {
  private static final int ROUNDS = 3_000;

  @Test
  void agreesWithTheDefinition() {
    long firstSeed = System.nanoTime();
    int hung = 0;
    for (long seed = firstSeed; seed < firstSeed + ROUNDS; seed++) {
      Scene scene = new Scene(new Random(seed));
      BitSet found = Progress.hung(new WaitForGraph(scene.tree.build()));

      assertThat(found).as("seed %d", seed).isEqualTo(scene.hung());
      hung += found.cardinality();
    }
    assertThat(hung).as("seed %d", firstSeed).isGreaterThan(ROUNDS);
  }

  /** A few threads; each runs, or waits for all owners of a lock, or for any one of some others. */
  private static final class Scene {
    final SnapshotBuilder tree = new SnapshotBuilder();
    private final int size;
    private final boolean[] waits;
    private final boolean[] needsAll;
    private final int[] others;
    private final boolean[] ownerEnded;

    Scene(Random random) {
      Jvm jvm = tree.jvm(100, 1, "java", "Engine");
      size = 1 + random.nextInt(9);
      waits = new boolean[size];
      needsAll = new boolean[size];
      others = new int[size];
      ownerEnded = new boolean[size];
      List<JvmThread> threads = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        threads.add(jvm.thread("t" + i));
      }
      for (int i = 0; i < size; i++) {
        List<JvmThread> some = new ArrayList<>();
        for (int other = 0; other < size; other++) {
          if (random.nextInt(3) == 0) {
            others[i] |= 1 << other;
            some.add(threads.get(other));
          }
        }
        int kind = random.nextInt(8);
        waits[i] = kind > 1;
        needsAll[i] = kind < 5;
        if (kind == 1) { // somebody unknown could help
          threads.get(i).parkedOn(jvm.unowned(16L * (i + 1), "engine.Event"));
          threads.get(i).endedBy(Completeness.OPEN, some.toArray(JvmThread[]::new));
        } else if (waits[i] && needsAll[i]) {
          others[i] &= ~(1 << i); // an owner does not wait for its own lock
          some.remove(threads.get(i));
          waitForAll(jvm, threads.get(i), 16L * (i + 1), some);
          ownerEnded[i] = random.nextInt(8) == 0;
          if (ownerEnded[i]) {
            jvm.ownedByTerminated(
                ResourceId.at(SnapshotBuilder.process(100), 16L * (i + 1)), "e", 0);
          }
        } else if (waits[i]) {
          threads.get(i).parkedOn(jvm.unowned(16L * (i + 1), "engine.Event"));
          threads.get(i).endedBy(Completeness.AS_READ, some.toArray(JvmThread[]::new));
        }
      }
    }

    private static void waitForAll(
        Jvm jvm, JvmThread waiter, long address, List<JvmThread> owners) {
      List<Owner> all = new ArrayList<>();
      for (JvmThread owner : owners) {
        all.add(owner.owner(Owner.Record.READ_HOLD));
      }
      waiter.parkedOn(
          jvm.add(
              new Resource.OwnableSynchronizer(
                  ResourceId.at(SnapshotBuilder.process(100), address), "engine.Lock", all)));
    }

    BitSet hung() {
      int hung = 0;
      for (int set = 1; set < 1 << size; set++) {
        hung |= isClosed(set) ? set : 0;
      }
      return BitSet.valueOf(new long[] {hung});
    }

    private boolean isClosed(int set) {
      for (int i = 0; i < size; i++) {
        boolean in = (set & 1 << i) != 0;
        boolean stuck =
            waits[i]
                && (needsAll[i]
                    ? ownerEnded[i] || (others[i] & set) != 0
                    : (others[i] & ~set) == 0);
        if (in && !stuck) {
          return false;
        }
      }
      return true;
    }
  }
}
