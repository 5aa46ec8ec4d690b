package io.wubdiag.collect.hotspot.attach;

import io.wubdiag.collect.hotspot.attach.DumpedThread.Blocker;
import io.wubdiag.collect.hotspot.attach.DumpedThread.BlockerKind;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.Resource.OwnableSynchronizer;
import io.wubdiag.model.Resource.UnownedSynchronizer;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Matches the objects of a listing, named by identity hash, with the objects of a print, named by
 * address.
 *
 * <p>A thread in both that waits in the same frame, and holds its locks in the same frames, names
 * its objects twice. Between the two it may have moved on and come back to the same frames with
 * other objects. So a thread counts only if the listing before the print and the listing after it
 * show the same frames and the same objects. An object on which two threads disagree is left out:
 * one lock taken for two is a missed hang, two locks taken for one are a false alarm.
 */
final class SameObjects {
  private final ObjectTable objects;
  private final Map<String, ResourceId> addresses = new HashMap<>();
  private final Map<ResourceId, String> hashes = new HashMap<>();
  private final Set<String> contradicted = new HashSet<>();

  private SameObjects(ObjectTable objects) {
    this.objects = objects;
  }

  /** The print's names by the listing's names, as far as they are certain. */
  static Map<String, ResourceId> find(
      ThreadPrint print, Map<Long, DumpedThread> before, List<DumpedThread> after) {
    SameObjects same = new SameObjects(print.objects());
    Map<Long, ThreadSnapshot> printed = new HashMap<>();
    for (ThreadSnapshot thread : print.threads()) {
      printed.put(thread.ref().javaId(), thread);
    }
    for (DumpedThread thread : after) {
      ThreadSnapshot other = printed.get(thread.javaId());
      if (other != null && thread.hasObjects() && thread.equals(before.get(thread.javaId()))) {
        same.compare(thread, other);
      }
    }
    same.addresses.keySet().removeAll(same.contradicted);
    return same.addresses;
  }

  private void compare(DumpedThread listed, ThreadSnapshot printed) {
    int[] places = align(listed.stack(), printed.frames());
    Wait wait = printed.waitsFor();
    Blocker blocker = listed.blocker();
    if (places == null || (blocker == null) != (wait == null)) {
      return;
    }
    if (blocker != null && wait != null) {
      if (kindOf(wait) != blocker.kind()) {
        return;
      }
      note(blocker.object(), wait.resource());
    }
    for (Map.Entry<Integer, List<String>> entry : listed.owned().entrySet()) {
      int depth = entry.getKey();
      if (depth < places.length) {
        noteLocked(entry.getValue(), printed.frames().get(places[depth]).locked());
      }
    }
  }

  /**
   * Matches the objects that a frame holds. Several objects of one class in one frame stay
   * unmatched.
   */
  private void noteLocked(List<String> listed, List<ResourceId> printed) {
    for (String object : listed) {
      String className = DumpedThread.classOf(object);
      int alike = 0;
      for (String other : listed) {
        alike += !other.equals(object) && DumpedThread.classOf(other).equals(className) ? 1 : 0;
      }
      ResourceId match = null;
      for (ResourceId id : printed) {
        if (!id.equals(match) && className.equals(classOf(id))) {
          alike += match == null ? 0 : 1;
          match = id;
        }
      }
      if (alike == 0 && match != null) {
        note(object, match);
      }
    }
  }

  private void note(String object, ResourceId id) {
    if (!DumpedThread.classOf(object).equals(classOf(id))) {
      return;
    }
    ResourceId knownId = addresses.putIfAbsent(object, id);
    String knownObject = hashes.putIfAbsent(id, object);
    if (knownId != null && !knownId.equals(id)) {
      contradicted.add(object);
    }
    if (knownObject != null && !knownObject.equals(object)) {
      contradicted.add(object);
      contradicted.add(knownObject);
    }
  }

  private @Nullable String classOf(ResourceId id) {
    Resource resource = objects.get(id);
    if (resource instanceof Monitor monitor) {
      return monitor.className();
    }
    if (resource instanceof OwnableSynchronizer ownable) {
      return ownable.className();
    }
    return resource instanceof UnownedSynchronizer unowned ? unowned.className() : null;
  }

  private static @Nullable BlockerKind kindOf(Wait wait) {
    return switch (wait.kind()) {
      case ENTER_MONITOR, REENTER_MONITOR -> BlockerKind.BLOCKED_ON;
      case OBJECT_WAIT -> BlockerKind.WAITING_ON;
      case PARK -> BlockerKind.PARK_BLOCKER;
      default -> null;
    };
  }

  /**
   * For each listed frame its index in the printed stack; null if the stacks differ. The print also
   * has the frames that the JDK hides from a stack trace, but these are never the innermost.
   */
  static int @Nullable [] align(List<Frame> listed, List<Frame> printed) {
    int[] places = new int[listed.size()];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      while (at < printed.size() && !sameFrame(listed.get(i), printed.get(at))) {
        if (i == 0 || !mayBeHidden(printed.get(at))) {
          return null;
        }
        at++;
      }
      if (at == printed.size()) {
        return null;
      }
      places[i] = at++;
    }
    while (at < printed.size()) {
      if (!mayBeHidden(printed.get(at++))) {
        return null;
      }
    }
    return places;
  }

  private static boolean mayBeHidden(Frame frame) {
    String className = frame.className();
    return className.startsWith("java.")
        || className.startsWith("jdk.internal.")
        || className.contains("/0x");
  }

  private static boolean sameFrame(Frame a, Frame b) {
    return a.line() == b.line()
        && a.nativeMethod() == b.nativeMethod()
        && a.method().equals(b.method())
        && a.className().equals(b.className());
  }
}
