package io.wubdiag.remix.log;

import io.wubdiag.remix.rpc.OneWay;
import java.util.List;

/** The receiver of a worker's records: called in the worker, it runs in the parent. */
public interface LogSink {
  /**
   * @param records the next records, in the order in which they were logged
   * @param dropped how many were lost since the last call, since there was no room to keep them
   */
  @OneWay
  void write(List<LogRecord> records, long dropped);

  /** Returns when all earlier records of the same thread are in the log. */
  void sync();
}
