package io.wubdiag.analyse;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.SnapshotBuilder.Jvm;
import io.wubdiag.SnapshotBuilder.JvmThread;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.Finding;
import io.wubdiag.model.Finding.Deadlock;
import io.wubdiag.model.Finding.ForkInherited;
import io.wubdiag.model.Finding.OrphanedLock;
import io.wubdiag.model.Finding.WaitEdge;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Owner.Liveness;
import io.wubdiag.model.Owner.Record;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.ProcessCapture.CapturedJvm;
import io.wubdiag.model.ProcessTreeSnapshot;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Compares the findings in random snapshots with what the distances between all pairs of threads
 * say.
 */
class RandomGraphsTest {
  private static final int ROUNDS = 4_000;
  private static final int FAR = 1_000_000;

  @Test
  void findsWhatAllPairsDistancesSay() {
    long firstSeed = System.nanoTime();
    int knots = 0;
    int ghosts = 0;
    int orphans = 0;
    for (long seed = firstSeed; seed < firstSeed + ROUNDS; seed++) {
      Scene scene = new Scene(new Random(seed));
      List<Finding> findings = new Analyser().analyse(scene.snapshot()).findings();
      List<Deadlock> deadlocks = only(Deadlock.class, findings);
      List<ForkInherited> inherited = only(ForkInherited.class, findings);
      List<OrphanedLock> orphaned = only(OrphanedLock.class, findings);

      String where = "seed " + seed;
      scene.checkDeadlocks(deadlocks, where);
      scene.checkInherited(inherited, where);
      scene.checkOrphaned(orphaned, where);
      assertThat(findings).as(where).hasSize(deadlocks.size() + inherited.size() + orphaned.size());
      knots += deadlocks.size();
      ghosts += inherited.size();
      orphans += orphaned.size();
    }
    assertThat(List.of(knots, ghosts, orphans)).as("seed %d", firstSeed).allMatch(n -> n > 100);
  }

  @Test
  void givesTheSameAnswerInWhateverOrder() {
    long firstSeed = System.nanoTime();
    for (long seed = firstSeed; seed < firstSeed + ROUNDS / 4; seed++) {
      Random random = new Random(seed);
      ProcessTreeSnapshot snapshot = new Scene(random).snapshot();

      assertThat(new Analyser().analyse(shuffled(snapshot, random)).findings())
          .as("seed %d", seed)
          .isEqualTo(new Analyser().analyse(snapshot).findings());
    }
  }

  private static <F extends Finding> List<F> only(Class<F> type, List<Finding> findings) {
    return findings.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static ProcessTreeSnapshot shuffled(ProcessTreeSnapshot snapshot, Random random) {
    List<ProcessCapture> processes = new ArrayList<>();
    for (ProcessCapture process : snapshot.processes()) {
      CapturedJvm jvm = (CapturedJvm) process;
      List<ThreadSnapshot> threads = new ArrayList<>(jvm.threads());
      Collections.shuffle(threads, random);
      List<Resource> resources = new ArrayList<>();
      for (Resource resource : jvm.resources()) {
        resources.add(resource);
      }
      Collections.shuffle(resources, random);
      processes.add(
          new CapturedJvm(
              jvm.kernel(),
              jvm.jvm(),
              jvm.source(),
              jvm.attempts(),
              jvm.paused(),
              threads,
              resources));
    }
    Collections.shuffle(processes, random);
    return new ProcessTreeSnapshot(
        snapshot.host(),
        snapshot.roots(),
        snapshot.capturedAt(),
        snapshot.duration(),
        snapshot.skew(),
        processes);
  }

  /**
   * A few threads of two processes, some of them ghosts, that wait for locks with any number of
   * owners.
   */
  private static final class Scene {
    private final SnapshotBuilder tree = new SnapshotBuilder();
    private final List<JvmThread> threads = new ArrayList<>();
    private final List<ResourceId> locks = new ArrayList<>();
    private final boolean[] ghost;
    private final boolean[] orphaned;
    private final int[] waitsFor;
    private final boolean[][] owns;
    private final int[][] distance;
    private final int[][] provedDistance;

    Scene(Random random) {
      Jvm[] jvms = {
        tree.jvm(100, 1, "java", "Engine"), tree.jvm(200, 100, "java", "Engine").forkedFrom(100)
      };
      int threadCount = 2 + random.nextInt(9);
      int lockCount = 1 + random.nextInt(8);
      ghost = new boolean[threadCount];
      orphaned = new boolean[lockCount];
      waitsFor = new int[threadCount];
      owns = new boolean[threadCount][lockCount];
      distance = new int[threadCount][threadCount];
      provedDistance = new int[threadCount][threadCount];
      for (int lock = 0; lock < lockCount; lock++) {
        locks.add(jvms[1].synchronizer(0x10L * (lock + 1), "engine.Lock$Sync"));
      }
      for (int thread = 0; thread < threadCount; thread++) {
        ghost[thread] = random.nextInt(12) == 0;
        // Ghosts are in the forked process, live threads in either.
        Jvm jvm = jvms[ghost[thread] ? 1 : random.nextInt(2)];
        threads.add(
            ghost[thread] ? jvm.ghost("t" + thread, 900 + thread) : jvm.thread("t" + thread));
        boolean waits = random.nextInt(5) != 0;
        boolean timed = random.nextInt(6) == 0;
        int lock = random.nextInt(lockCount);
        if (waits) {
          threads.get(thread).waitsFor(new Wait(locks.get(lock), Wait.Kind.PARK, timed));
        }
        waitsFor[thread] = waits && !timed && !ghost[thread] ? lock : -1;
      }
      addOwners(jvms[1], random);
    }

    private void addOwners(Jvm jvm, Random random) {
      int count = threads.size();
      boolean[][] proved = new boolean[count][locks.size()];
      for (int lock = 0; lock < locks.size(); lock++) {
        int owners = random.nextInt(8) == 0 ? 3 : random.nextInt(3);
        for (int i = 0; i < owners; i++) {
          int thread = random.nextInt(count);
          if (owns[thread][lock]) {
            continue;
          }
          owns[thread][lock] = true;
          proved[thread][lock] = random.nextInt(4) != 0;
          Owner owner = threads.get(thread).owner(Record.READ_HOLD);
          Certainty certainty = proved[thread][lock] ? Certainty.PROVED : Certainty.INFERRED;
          jvm.ownedBy(
              locks.get(lock),
              new Owner(owner.thread(), owner.liveness(), owner.record(), certainty));
        }
        orphaned[lock] = random.nextInt(10) == 0;
        if (orphaned[lock]) {
          jvm.ownedBy(
              locks.get(lock),
              new Owner(
                  new ThreadRef(SnapshotBuilder.process(200), "gone", 0, 99),
                  Liveness.TERMINATED,
                  Record.READ_HOLD,
                  Certainty.PROVED));
        }
      }
      fill(distance, owns);
      fill(provedDistance, proved);
    }

    /** Floyd's algorithm. A thread is at distance 0 of nobody, itself neither. */
    private void fill(int[][] shortest, boolean[][] edges) {
      int count = threads.size();
      for (int from = 0; from < count; from++) {
        for (int to = 0; to < count; to++) {
          boolean edge = waitsFor[from] >= 0 && edges[to][waitsFor[from]] && !ghost[to];
          shortest[from][to] = edge ? 1 : FAR;
        }
      }
      for (int by = 0; by < count; by++) {
        for (int from = 0; from < count; from++) {
          for (int to = 0; to < count; to++) {
            shortest[from][to] =
                Math.min(shortest[from][to], shortest[from][by] + shortest[by][to]);
          }
        }
      }
    }

    ProcessTreeSnapshot snapshot() {
      return tree.build();
    }

    void checkDeadlocks(List<Deadlock> found, String where) {
      Set<Set<Integer>> knots = new HashSet<>();
      for (int thread = 0; thread < threads.size(); thread++) {
        if (distance[thread][thread] < FAR) {
          knots.add(knotOf(thread));
        }
      }
      Set<Set<Integer>> foundKnots = new HashSet<>();
      for (Deadlock deadlock : found) {
        Set<Integer> members = new TreeSet<>();
        deadlock.cycle().forEach(edge -> members.add(indexOf(edge.waiter().thread())));
        assertThat(members).as("%s: a simple cycle", where).hasSameSizeAs(deadlock.cycle());
        deadlock.others().forEach(other -> members.add(indexOf(other.thread())));
        assertThat(members)
            .as("%s: nobody twice", where)
            .hasSize(deadlock.cycle().size() + deadlock.others().size());
        foundKnots.add(members);

        int proved = shortest(provedDistance, members);
        assertThat(deadlock.certainty())
            .as(where)
            .isEqualTo(proved < FAR ? Certainty.PROVED : Certainty.INFERRED);
        assertThat(deadlock.cycle())
            .as(where)
            .hasSize(proved < FAR ? proved : shortest(distance, members));
        assertClosed(deadlock.cycle(), where);
        assertThat(deadlock.heldUp().threads()).as(where).isEqualTo(reaching(members).size());
      }
      assertThat(foundKnots).as(where).isEqualTo(knots);
      assertThat(found).as(where).hasSameSizeAs(knots);
    }

    void checkInherited(List<ForkInherited> found, String where) {
      Set<ResourceId> expected = new HashSet<>();
      for (int thread = 0; thread < threads.size(); thread++) {
        int lock = waitsFor[thread];
        boolean inChild = threads.get(thread).ref().pid() == 200;
        if (lock >= 0 && inChild && ownedByGhost(lock)) {
          expected.add(locks.get(lock));
        }
      }
      assertThat(found)
          .as(where)
          .extracting(finding -> finding.resource().id())
          .containsExactlyInAnyOrderElementsOf(expected);
      for (ForkInherited finding : found) {
        Set<Integer> direct = new TreeSet<>();
        finding.waiters().forEach(waiter -> direct.add(indexOf(waiter.thread())));
        assertThat(finding.heldUp().threads())
            .as(where)
            .isEqualTo(reachingOrIn(direct, finding.resource().id()).size());
      }
    }

    void checkOrphaned(List<OrphanedLock> found, String where) {
      Set<ResourceId> expected = new HashSet<>();
      for (int thread = 0; thread < threads.size(); thread++) {
        if (waitsFor[thread] >= 0 && orphaned[waitsFor[thread]]) {
          expected.add(locks.get(waitsFor[thread]));
        }
      }
      assertThat(found)
          .as(where)
          .extracting(finding -> finding.resource().id())
          .containsExactlyInAnyOrderElementsOf(expected);
    }

    private boolean ownedByGhost(int lock) {
      for (int thread = 0; thread < threads.size(); thread++) {
        if (ghost[thread] && owns[thread][lock]) {
          return true;
        }
      }
      return false;
    }

    private Set<Integer> knotOf(int thread) {
      Set<Integer> knot = new TreeSet<>();
      for (int other = 0; other < threads.size(); other++) {
        if (distance[thread][other] < FAR && distance[other][thread] < FAR) {
          knot.add(other);
        }
      }
      return knot;
    }

    private static int shortest(int[][] distances, Set<Integer> members) {
      return members.stream().mapToInt(member -> distances[member][member]).min().orElse(FAR);
    }

    private Set<Integer> reaching(Set<Integer> members) {
      Set<Integer> reaching = new TreeSet<>(members);
      for (int thread = 0; thread < threads.size(); thread++) {
        for (int member : members) {
          if (distance[thread][member] < FAR) {
            reaching.add(thread);
          }
        }
      }
      return reaching;
    }

    private Set<Integer> reachingOrIn(Set<Integer> direct, ResourceId resource) {
      assertThat(direct).isNotEmpty();
      for (int thread : direct) {
        assertThat(locks.get(waitsFor[thread])).isEqualTo(resource);
      }
      return reaching(direct);
    }

    private void assertClosed(List<WaitEdge> cycle, String where) {
      for (int i = 0; i < cycle.size(); i++) {
        WaitEdge edge = cycle.get(i);
        WaitEdge next = cycle.get((i + 1) % cycle.size());
        int waiter = indexOf(edge.waiter().thread());
        assertThat(edge.owner().thread()).as(where).isEqualTo(next.waiter().thread().ref());
        assertThat(edge.resource().id()).as(where).isEqualTo(locks.get(waitsFor[waiter]));
        assertThat(edge.resource().owners()).as(where).contains(edge.owner());
      }
      long first = order(cycle.get(0));
      assertThat(Arrays.stream(cycle.toArray(new WaitEdge[0])).mapToLong(this::order).min())
          .as("%s: starts with the smallest pid, then id", where)
          .hasValue(first);
    }

    private long order(WaitEdge edge) {
      ThreadRef ref = edge.waiter().thread().ref();
      return ref.pid() * 1_000 + ref.javaId();
    }

    private int indexOf(ThreadSnapshot thread) {
      for (int index = 0; index < threads.size(); index++) {
        if (threads.get(index).ref().equals(thread.ref())) {
          return index;
        }
      }
      throw new AssertionError(thread);
    }
  }
}
