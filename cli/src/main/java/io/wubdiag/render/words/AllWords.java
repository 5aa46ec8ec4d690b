package io.wubdiag.render.words;

import io.wubdiag.model.Finding;
import io.wubdiag.model.FindingVisitor;
import io.wubdiag.model.Resource;

/** The words of every kind of finding. */
public final class AllWords implements FindingVisitor<FindingWords<?>> {
  private static final AllWords ALL = new AllWords();

  private AllWords() {}

  /** The words for a finding. */
  public static FindingWords<?> of(Finding finding) {
    return finding.accept(ALL);
  }

  @Override
  public FindingWords<?> forkInherited(Finding.ForkInherited finding) {
    return new ForkInheritedWords(finding);
  }

  @Override
  public FindingWords<?> deadlock(Finding.Deadlock finding) {
    return new DeadlockWords(finding);
  }

  @Override
  public FindingWords<?> orphanedLock(Finding.OrphanedLock finding) {
    return new OrphanedLockWords(finding);
  }

  @Override
  public FindingWords<?> starvedPool(Finding.StarvedPool finding) {
    return new StarvedPoolWords(finding);
  }

  @Override
  public FindingWords<?> stranded(Finding.Stranded finding) {
    return finding.resource() instanceof Resource.SharedSemaphore semaphore
        ? new SharedSemaphoreWords(finding, semaphore)
        : new StrandedWords(finding);
  }

  @Override
  public FindingWords<?> knot(Finding.Knot finding) {
    return new KnotWords(finding);
  }

  @Override
  public FindingWords<?> stopped(Finding.Stopped finding) {
    return new StoppedWords(finding);
  }

  @Override
  public FindingWords<?> jobControl(Finding.JobControl finding) {
    return new JobControlWords(finding);
  }

  @Override
  public FindingWords<?> spinning(Finding.Spinning finding) {
    return new SpinningWords(finding);
  }

  @Override
  public FindingWords<?> blockedSink(Finding.BlockedSink finding) {
    return new BlockedSinkWords(finding);
  }

  @Override
  public FindingWords<?> blockedPeer(Finding.BlockedPeer finding) {
    return finding.resource() instanceof Resource.MissingReader fifo
        ? new MissingReaderWords(finding, fifo)
        : new LeftOpenPipeWords(finding);
  }

  @Override
  public FindingWords<?> lockOrderInversion(Finding.LockOrderInversion finding) {
    return new LockOrderInversionWords(finding);
  }

  @Override
  public FindingWords<?> contended(Finding.Contended finding) {
    return new ContendedWords(finding);
  }
}
