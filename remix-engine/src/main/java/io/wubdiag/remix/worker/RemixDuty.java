package io.wubdiag.remix.worker;

import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.RemixSummary;
import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.audio.UndecodableException;
import io.wubdiag.remix.log.LogRecord;
import io.wubdiag.remix.rpc.PeerGoneException;
import io.wubdiag.remix.rpc.RemoteFailureException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A worker's work, in the worker's process. */
final class RemixDuty implements WorkerCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RemixDuty.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Remixer remixer;
  private final Path scratch;
  private final Runnable flushLog;

  /**
   * @param scratch a directory of this worker's own
   * @param flushLog is run before a remix is answered: whoever has the answer may look into the log
   */
  RemixDuty(Remixer remixer, Path scratch, Runnable flushLog) {
    this.remixer = remixer;
    this.scratch = scratch;
    this.flushLog = flushLog;
  }

  @Override
  public RemixResult remix(RemixRequest request, RemixListener listener)
      throws RemixFailedException, InterruptedException {
    MDC.put(LogRecord.JOB, request.jobId());
    try {
      LOG.info("Begins {}, {}", request.name(), request.style().label());
      RemixSummary summary = make(request, new LoggedProgress(listener));
      LOG.info("Made {} bytes, {} s of sound", summary.bytes(), Math.round(summary.seconds()));
      return new RemixResult(summary.bytes(), summary.seconds(), summary.title());
    } catch (UndecodableException e) {
      LOG.info("It can't be decoded: {}", e.getMessage());
      throw new RemixFailedException(String.valueOf(e.getMessage()));
    } catch (PeerGoneException | RemoteFailureException e) {
      throw e; // from the listener, not because of the song
    } catch (IOException e) {
      LOG.error("It can't be read or written", e);
      throw new RemixFailedException("The remix could not be read or written: " + e);
    } catch (RuntimeException e) {
      LOG.error("It failed", e);
      throw new RemixFailedException("The remix failed because of a bug in the engine: " + e);
    } finally {
      MDC.remove(LogRecord.JOB);
      flushLog.run();
    }
  }

  private RemixSummary make(RemixRequest request, RemixListener listener)
      throws IOException, InterruptedException {
    try (OutputStream mp3 =
        new BufferedOutputStream(Files.newOutputStream(Path.of(request.output())), BUFFER_BYTES)) {
      return remixer.remix(
          Path.of(request.song()), request.name(), request.style(), mp3, scratch, listener);
    }
  }

  /** Logs each step, and reports it to the parent. */
  private static final class LoggedProgress implements RemixListener {
    private final RemixListener parent;
    private String last = "";

    LoggedProgress(RemixListener parent) {
      this.parent = parent;
    }

    @Override
    public void progress(double share, String text) {
      if (!text.equals(last)) {
        LOG.info(text);
        last = text;
      }
      parent.progress(share, text);
    }

    @Override
    public void analysed(SongAnalysis analysis) {
      LOG.info(
          "Found {} beats in {} sections, at {} beats per minute",
          analysis.beats().size(),
          analysis.sections().size(),
          Math.round(analysis.tempo()));
      parent.analysed(analysis);
    }

    @Override
    public void audible(long bytes) {
      parent.audible(bytes);
    }
  }
}
