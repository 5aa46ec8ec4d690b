package io.wubdiag.model;

import io.wubdiag.model.LockOrder.TakenLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Opposite lock orders in a JVM, as the agent saw them: each thread took a lock that the next one
 * held, the last thread one that the first held.
 */
public record Inversion(List<LockOrder> orders) {
  public Inversion {
    orders = List.copyOf(orders);
  }

  /**
   * The key of this inversion in a baseline: locks and methods, without the line numbers that
   * change with every version. The same whichever order comes first.
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
