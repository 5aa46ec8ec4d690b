package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Inversion;
import io.wubdiag.model.LockOrder;
import io.wubdiag.model.LockOrder.TakenLock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lock-order inversions that our agent has found in another JVM. The agent keeps them as
 * texts: {@code io.wubdiag.agent.bootstrap.OrderLog}, in the lines that {@code
 * io.wubdiag.agent.order.InversionText} describes.
 */
final class InversionReader {
  private static final String ORDER_LOG = "io/wubdiag/agent/bootstrap/OrderLog";
  private static final int MOST_INVERSIONS = 1000;
  private static final int LONGEST = 1 << 17;

  private final ObjectReader objects;
  private final BootClasses bootClasses;

  InversionReader(ObjectReader objects, BootClasses bootClasses) {
    this.objects = objects;
    this.bootClasses = bootClasses;
  }

  /** The inversions found so far; empty if the agent is not loaded or does not watch orders. */
  List<Inversion> read() throws UnreadableMemory {
    List<Inversion> found = new ArrayList<>();
    bootClasses.findAll(ORDER_LOG);
    JavaClass log = bootClasses.find(ORDER_LOG);
    long array = log == null ? 0 : objects.staticReference(log, "inversions");
    int length = array == 0 ? 0 : Math.min(objects.length(array), MOST_INVERSIONS);
    for (int i = 0; i < length; i++) {
      long text = objects.element(array, i);
      Inversion inversion = text == 0 ? null : parse(objects.string(text, LONGEST));
      if (inversion != null) {
        found.add(inversion);
      }
    }
    return found;
  }

  /** Parses one inversion. Null if it has fewer than two orders. */
  static @Nullable Inversion parse(String text) {
    List<LockOrder> orders = new ArrayList<>();
    String thread = "";
    TakenLock held = null;
    TakenLock taken = null;
    List<Frame> frames = new ArrayList<>();
    for (String line : (text + "order").split("\n")) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case "order" -> {
          if (held != null && taken != null) {
            orders.add(new LockOrder(thread, held, taken, frames));
          }
          thread = fields.length > 1 ? fields[1] : "";
          held = null;
          taken = null;
          frames = new ArrayList<>();
        }
        case "held" -> held = lock(fields);
        case "taken" -> taken = lock(fields);
        case "frame" -> addFrame(fields, frames);
        default -> {}
      }
    }
    return orders.size() < 2 ? null : new Inversion(orders);
  }

  private static @Nullable TakenLock lock(String[] fields) {
    return fields.length < 5
        ? null
        : new TakenLock(
            fields[1],
            fields[2].isEmpty() ? null : fields[2],
            fields[3],
            fields[4].equals("shared"));
  }

  private static void addFrame(String[] fields, List<Frame> frames) {
    if (fields.length < 5) {
      return;
    }
    int line = -1;
    try {
      line = Integer.parseInt(fields[4]);
    } catch (NumberFormatException e) {
      // Then it stays unknown.
    }
    String file = fields[3].isEmpty() ? null : fields[3];
    frames.add(new Frame(fields[1], fields[2], file, Math.max(-1, line), line == -2, List.of()));
  }
}
