package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.Nesting;
import java.util.ArrayList;
import java.util.List;

/** A lock that the graph knows, without the object itself. */
final class SeenLock {
  private static final int NOBODY = -1;
  private static final int MOST_NESTINGS = 16;

  private final int number;
  private final String className;
  private int createdAt;
  private int creator = NOBODY;
  private int createdIn;
  private boolean shared;
  private final List<Nesting> alone = new ArrayList<>(0);

  SeenLock(int number, String className) {
    this.number = number;
    this.className = className;
  }

  int number() {
    return number;
  }

  String className() {
    return className;
  }

  /** The call site that created it, 0 if that was not seen. */
  int createdAt() {
    return createdAt;
  }

  void created(int site, int thread, int epoch) {
    if (createdAt == 0) {
      createdAt = site;
      creator = thread;
      createdIn = epoch;
    }
  }

  /**
   * A thread has taken it. As long as only its creator has, it is that one's own (Savage's Eraser,
   * 1997); when another one comes, what the creator does from then on counts anew.
   *
   * @return the epoch in which it was created, {@link Edge#SHARED} if others have had it
   */
  int taken(int thread, Nesting nesting) {
    if (shared || creator == NOBODY) {
      return Edge.SHARED;
    }
    if (thread == creator) {
      if (alone.size() < MOST_NESTINGS && !alone.contains(nesting)) {
        alone.add(nesting);
      }
      return createdIn;
    }
    shared = true;
    alone.forEach(Nesting::wantAgain);
    alone.clear();
    return Edge.SHARED;
  }
}
