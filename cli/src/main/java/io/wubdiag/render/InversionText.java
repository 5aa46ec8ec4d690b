package io.wubdiag.render;

import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.LockOrder.TakenLock;
import java.util.List;

/** An inversion as text: each order with its two locks, where they were taken, and the stack. */
final class InversionText {
  private static final int SITE = 200;

  private final Page page;
  private final StackText stacks;

  InversionText(Page page, StackText stacks) {
    this.page = page;
    this.stacks = stacks;
  }

  void render(Inversion inversion) {
    page.heading("The orders");
    for (LockOrder order : inversion.orders()) {
      page.paragraph(2, thread(order));
      lock("held       ", order.held());
      page.labelled(4, "taken in   ", site(order.held()));
      lock("asked for  ", order.taken());
      page.labelled(4, "in         ", site(order.taken()));
    }
    for (LockOrder order : inversion.orders()) {
      if (!order.frames().isEmpty()) {
        page.heading(thread(order) + ", where it asked for the second one");
        new Excerpt(order.frames(), order.frames().get(0)).render(page, 2, stacks, List.of());
      }
    }
  }

  private static String thread(LockOrder order) {
    return '"' + SafeText.name(order.thread()) + '"';
  }

  private void lock(String label, TakenLock lock) {
    String shared = lock.shared() ? "the read lock of " : "";
    String created =
        lock.createdIn() == null ? "" : ", created in " + SafeText.name(lock.createdIn(), SITE);
    page.labelled(4, label, shared + Wording.a(Wording.className(lock.className())) + created);
  }

  private static String site(TakenLock lock) {
    return SafeText.name(lock.site(), SITE);
  }
}
