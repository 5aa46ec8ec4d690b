package io.wubdiag.agent.order;

import io.wubdiag.agent.bootstrap.Nesting;
import java.util.ArrayList;
import java.util.List;

/** A lock in the graph, without the object itself. */
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

  /** The call site that created the lock; 0 if it is unknown. */
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
   * Records an acquisition. A lock belongs to its creator until another thread acquires it
   * (Savage's Eraser, 1997). From then on the creator's acquisitions count.
   *
   * @return the epoch in which the lock was created; {@link Edge#SHARED} if others have acquired it
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
