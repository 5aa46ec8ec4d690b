package io.wubdiag.model;

/**
 * A visitor with one answer for each kind of finding. A new kind compiles only when each visitor
 * has an answer for it.
 */
public interface FindingVisitor<T> {
  T forkInherited(Finding.ForkInherited finding);

  T deadlock(Finding.Deadlock finding);

  T orphanedLock(Finding.OrphanedLock finding);

  T starvedPool(Finding.StarvedPool finding);

  T stranded(Finding.Stranded finding);

  T knot(Finding.Knot finding);

  T stopped(Finding.Stopped finding);

  T jobControl(Finding.JobControl finding);

  T spinning(Finding.Spinning finding);

  T blockedSink(Finding.BlockedSink finding);

  T blockedPeer(Finding.BlockedPeer finding);

  T lockOrderInversion(Finding.LockOrderInversion finding);

  T contended(Finding.Contended finding);
}
