package io.wubdiag.render;

import io.wubdiag.model.Acquisition;
import io.wubdiag.model.AwaitedSince;
import io.wubdiag.model.Frame;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import io.wubdiag.render.Page.Style;
import io.wubdiag.render.words.SafeText;
import io.wubdiag.render.words.Wording;
import java.time.Duration;
import java.util.List;

/** Threads with their whole stacks, in the style of the JDK's thread dumps. */
final class StackText {
  /** Longest text for a place in the code. */
  private static final int SITE = 200;

  /** How many of those who hold something are named. */
  private static final int HOLDERS = 5;

  private final Page page;
  private final Holdings holdings;

  StackText(Page page, Holdings holdings) {
    this.page = page;
    this.holdings = holdings;
  }

  /** A thread with its whole stack. */
  void whole(ThreadSnapshot thread) {
    page.line(0, Style.HEADING, header(thread));
    String state = state(thread);
    if (!state.isEmpty()) {
      page.line(3, "java.lang.Thread.State: " + state);
    }
    boolean first = true;
    for (Frame frame : thread.frames()) {
      page.line(8, "at " + Wording.frame(frame));
      if (first) {
        waits(thread);
        first = false;
      }
      for (ResourceId id : frame.locked()) {
        page.line(8, "- locked " + reference(id));
      }
    }
    if (first) {
      waits(thread);
    }
  }

  private static String header(ThreadSnapshot thread) {
    StringBuilder text = new StringBuilder(Wording.thread(thread.ref()));
    if (thread.ref().javaId() != 0) {
      text.append(" #").append(thread.ref().javaId());
    }
    if (thread.daemon()) {
      text.append(" daemon");
    }
    if (thread.virtual()) {
      text.append(" virtual");
    }
    Duration cpu = thread.cpu();
    if (cpu != null) {
      text.append(" cpu=").append(Wording.duration(cpu).replace(" ", ""));
    }
    if (thread.ref().tid() != 0) {
      text.append(" nid=").append(thread.ref().tid());
    }
    if (thread.ghost()) {
      text.append(" (a ghost: it exists only in the parent; its stack is frozen at the fork)");
    }
    return text.toString();
  }

  private static String state(ThreadSnapshot thread) {
    Thread.State state = thread.state();
    if (state == null) {
      return "";
    }
    Wait wait = thread.waitsFor();
    String how = "";
    if (state == Thread.State.BLOCKED) {
      how = " (on object monitor)";
    } else if (wait != null && state != Thread.State.RUNNABLE) {
      how =
          switch (wait.kind()) {
            case PARK -> " (parking)";
            case OBJECT_WAIT, ENTER_MONITOR, REENTER_MONITOR -> " (on object monitor)";
            default -> "";
          };
    }
    return state + how;
  }

  private void waits(ThreadSnapshot thread) {
    Wait wait = thread.waitsFor();
    if (wait != null) {
      page.line(8, "- " + waitsFor(wait) + reference(wait.resource()));
      AwaitedSince since = wait.since();
      if (since != null) {
        page.line(10, "for " + Wording.duration(since.waited()) + ", at " + site(since.site()));
      }
      holders(wait.resource());
    }
  }

  /** Those of whom the agent knows when they came by it. */
  private void holders(ResourceId id) {
    Resource resource = holdings.resource(id);
    int named = 0;
    for (Owner owner : resource == null ? List.<Owner>of() : resource.owners()) {
      Acquisition acquired = owner.acquired();
      if (acquired == null) {
        continue;
      }
      if (++named > HOLDERS) {
        page.line(10, "and by others");
        return;
      }
      String what = owner.record() == Owner.Record.NOTED_PERMIT ? "a permit held by " : "held by ";
      String who = Wording.thread(owner.thread());
      String ended = owner.liveness() == Owner.Liveness.TERMINATED ? ", which has ended," : "";
      String since = " for " + Wording.duration(acquired.heldFor());
      page.line(10, what + who + ended + since + ", taken in " + site(acquired.site()));
    }
  }

  private static String site(String site) {
    return SafeText.name(site, SITE);
  }

  private static String waitsFor(Wait wait) {
    return switch (wait.kind()) {
      case ENTER_MONITOR -> "waiting to lock ";
      case REENTER_MONITOR -> "waiting to re-lock in wait() ";
      case OBJECT_WAIT -> "waiting on ";
      case PARK -> "parking to wait for  ";
      case NATIVE_MUTEX -> "waiting for the native mutex ";
      case VM_OPERATION -> "waiting for the JVM's operation ";
      case CLASS_INITIALISATION -> "waiting for the initialisation of class ";
      case WRITE -> "waiting to write to ";
      case READ -> "waiting to read from ";
      case OPEN -> "waiting for ";
      case SEMAPHORE -> "waiting for the semaphore ";
      case FILE_LOCK -> "waiting for the file lock ";
      case CHILD_EXIT -> "waiting for the process ";
      case CARRIER -> "waiting for a carrier ";
      case ACQUIRE -> "waiting to acquire ";
    };
  }

  /** {@code <0x71a2b3c4d> (a java.lang.Object)}, as dumps have it. */
  String reference(ResourceId id) {
    String identity = "<" + SafeText.name(id.identity()) + ">";
    Resource resource = holdings.resource(id);
    if (resource instanceof Resource.Monitor monitor && monitor.detail() != null) {
      return identity + " (a java.lang.Class for " + Wording.className(monitor.detail()) + ")";
    }
    if (resource instanceof Resource.NativeMutex mutex && mutex.name() != null) {
      return identity + " (" + Wording.className(mutex.name()) + ")";
    }
    boolean named = resource instanceof Resource.ClassInitialisation;
    String className = resource == null || named ? null : resource.className();
    return className == null ? identity : identity + " (a " + Wording.className(className) + ")";
  }
}
