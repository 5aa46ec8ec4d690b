package io.wubdiag.agent.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What happened before what is known from starts and joins, in whatever chains. */
class StartsAndJoinsTest {
  private final StartsAndJoins order = new StartsAndJoins();

  @Test
  void putsWhatWasBeforeTheStartBeforeTheChild() {
    order.started(1, 5, 2);

    assertThat(order.before(1, 5, 2, 0)).isTrue();
    assertThat(order.before(1, 6, 2, 0)).isFalse();
    assertThat(order.before(2, 0, 1, 9)).isFalse();
  }

  @Test
  void putsTheChildBeforeWhatIsBehindTheJoin() {
    order.joined(1, 7, 2);

    assertThat(order.before(2, 100, 1, 7)).isTrue();
    assertThat(order.before(2, 0, 1, 6)).isFalse();
  }

  @Test
  void goesThroughOtherThreads() {
    order.started(1, 0, 2);
    order.joined(3, 4, 2);
    order.started(3, 4, 4);

    assertThat(order.before(1, 0, 4, 0)).isTrue();
    assertThat(order.before(1, 1, 4, 0)).isFalse();
  }

  @Test
  void startsThatCameTooEarlyDoNotLeadOn() {
    order.started(1, 3, 2);
    order.joined(1, 5, 9);

    assertThat(order.before(9, 0, 2, 0)).isFalse();
  }

  @Test
  void forgetsThreadsWithoutForgettingTheWayThroughThem() {
    int forgotten = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StartsAndJoins steps = new StartsAndJoins();
      int threads = randomRun(random, steps);
      boolean[] over = new boolean[threads];
      for (int i = 0; i < threads; i++) {
        over[i] = random.nextInt(3) > 0;
      }
      List<Boolean> known = answers(steps, over);
      int size = steps.size();
      steps.forget(thread -> over[thread]);

      assertThat(answers(steps, over)).as("seed %d", seed).isEqualTo(known);
      assertThat(steps.size()).isLessThanOrEqualTo(size);
      forgotten += size - steps.size();
    }
    assertThat(forgotten).isGreaterThan(300);
  }

  /** Threads that live start others and join those that have ended. Gives how many there were. */
  private static int randomRun(Random random, StartsAndJoins steps) {
    List<Integer> alive = new ArrayList<>(List.of(0));
    List<Integer> ended = new ArrayList<>();
    int[] epochs = new int[20];
    int threads = 1;
    for (int i = 0; i < 16; i++) {
      int thread = alive.get(random.nextInt(alive.size()));
      switch (random.nextInt(3)) {
        case 0 -> {
          steps.started(thread, epochs[thread]++, threads);
          alive.add(threads++);
        }
        case 1 -> {
          if (alive.size() > 1) {
            alive.remove(Integer.valueOf(thread));
            ended.add(thread);
          }
        }
        default -> {
          if (!ended.isEmpty()) {
            steps.joined(thread, ++epochs[thread], ended.get(random.nextInt(ended.size())));
          }
        }
      }
    }
    return threads;
  }

  private static List<Boolean> answers(StartsAndJoins steps, boolean[] over) {
    List<Boolean> answers = new ArrayList<>();
    for (int one = 0; one < over.length; one++) {
      for (int other = 0; other < over.length; other++) {
        for (int epoch = 0; epoch < 16 && one != other && !over[one] && !over[other]; epoch++) {
          answers.add(steps.before(one, epoch / 4, other, epoch % 4));
        }
      }
    }
    return answers;
  }
}
