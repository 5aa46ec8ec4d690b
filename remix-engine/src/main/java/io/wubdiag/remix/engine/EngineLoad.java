package io.wubdiag.remix.engine;

/**
 * The load of the engine.
 *
 * @param workers the number of workers, idle or busy
 * @param running the number of running jobs
 * @param waiting the number of waiting jobs
 * @param mayWait how many jobs may wait
 */
public record EngineLoad(int workers, int running, int waiting, int mayWait) {}
