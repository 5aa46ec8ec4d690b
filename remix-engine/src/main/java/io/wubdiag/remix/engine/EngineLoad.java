package io.wubdiag.remix.engine;

/**
 * How busy the engine is.
 *
 * @param workers how many workers there are, ready or busy
 * @param running how many jobs are being done
 * @param waiting how many are in line
 * @param mayWait how many may be in line
 */
public record EngineLoad(int workers, int running, int waiting, int mayWait) {}
