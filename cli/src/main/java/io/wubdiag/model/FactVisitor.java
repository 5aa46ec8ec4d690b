package io.wubdiag.model;

/**
 * A visitor with one answer for each kind of fact. A new kind compiles only when each visitor has
 * an answer for it.
 */
public interface FactVisitor<T> {
  T waits(Fact.Waits fact);

  T onlyEnders(Fact.OnlyEnders fact);

  T owns(Fact.Owns fact);

  T acquired(Fact.Acquired fact);

  T logs(Fact.Logs fact);

  T logsUnderLock(Fact.LogsUnderLock fact);

  T still(Fact.Still fact);

  T noTask(Fact.NoTask fact);

  T ended(Fact.Ended fact);

  T idle(Fact.Idle fact);

  T forked(Fact.Forked fact);

  T twinLives(Fact.TwinLives fact);

  T poolIsComplete(Fact.PoolIsComplete fact);

  T liesInQueue(Fact.LiesInQueue fact);

  T inState(Fact.InState fact);

  T deniedTerminal(Fact.DeniedTerminal fact);

  T frozen(Fact.Frozen fact);

  T noSafepoint(Fact.NoSafepoint fact);

  T sleepsDeep(Fact.SleepsDeep fact);

  T noReader(Fact.NoReader fact);

  T hasPipeOpen(Fact.HasPipeOpen fact);

  T isChild(Fact.IsChild fact);

  T neverWrote(Fact.NeverWrote fact);

  T haveSemaphore(Fact.HaveSemaphore fact);

  T allAwaitSemaphores(Fact.AllAwaitSemaphores fact);

  T spins(Fact.Spins fact);

  T goesAround(Fact.GoesAround fact);

  T othersWait(Fact.OthersWait fact);

  T standsStill(Fact.StandsStill fact);

  T nothingFromOutside(Fact.NothingFromOutside fact);

  T orderSeen(Fact.OrderSeen fact);

  T ordersCanMeet(Fact.OrdersCanMeet fact);
}
