package io.wubdiag.model;

import io.wubdiag.model.LockOrder.TakenLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders of locks that contradict each other, as the agent in a JVM saw them: each thread took what
 * the next one held, the last one what the first one held.
 */
public record Inversion(List<LockOrder> orders) {
  public Inversion {
    orders = List.copyOf(orders);
  }

  /**
   * By which a baseline knows it again: locks and methods, without the line numbers that change
   * with every version. The same from whichever order one starts.
   */
  public String key() {
    List<String> pieces = new ArrayList<>();
    for (LockOrder order : orders) {
      pieces.add(key(order.held()) + " then " + key(order.taken()));
    }
    String least = "";
    for (int i = 0; i < pieces.size(); i++) {
      List<String> rotated = new ArrayList<>(pieces.subList(i, pieces.size()));
      rotated.addAll(pieces.subList(0, i));
      String key = String.join("; ", rotated);
      least = i == 0 || key.compareTo(least) < 0 ? key : least;
    }
    return least;
  }

  private static String key(TakenLock lock) {
    String created = lock.createdIn() == null ? "" : " of " + method(lock.createdIn());
    return lock.className()
        + created
        + (lock.shared() ? " shared" : "")
        + " in "
        + method(lock.site());
  }

  private static String method(String site) {
    int end = site.indexOf('(');
    return end < 0 ? site : site.substring(0, end);
  }
}
