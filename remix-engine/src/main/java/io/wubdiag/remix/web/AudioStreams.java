package io.wubdiag.remix.web;

import io.javalin.http.Context;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.RemixService;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends remixes: a finished one with its length and by ranges; an unfinished one as far as it
 * exists, and then as it grows. Reading an unfinished one waits for the worker, so each takes a
 * thread from a separate pool of the size {@link WebOptions#audio}.
 */
final class AudioStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AudioStreams.class);
  private static final int CHUNK = 16 * 1024;

  private final RemixService service;
  private final Slots slots;
  private final ExecutorService threads;
  private final Set<InputStream> open = ConcurrentHashMap.newKeySet();

  AudioStreams(RemixService service, WebOptions options) {
    this.service = service;
    this.slots = new Slots("audio-streams", options.audio());
    this.threads = Executors.newCachedThreadPool(new DaemonThreads("web-audio"));
  }

  /** Sends a remix to be played. */
  void listen(Context request) throws HttpProblem, IOException {
    JobStatus status = find(request);
    if (status.job().state() == JobState.DONE) {
      answerDone(request, status.job());
    } else {
      answerUnfinished(request, status);
    }
  }

  /** Sends a remix to be saved, if it is finished. */
  void download(Context request) throws HttpProblem, IOException {
    JobStatus status = find(request);
    if (status.job().state() != JobState.DONE) {
      throw notThere(status);
    }
    String title = status.job().title() == null ? status.job().name() : status.job().title();
    request.header("Content-Disposition", FileNames.attachment(FileNames.ofRemix(title)));
    answerDone(request, status.job());
  }

  private JobStatus find(Context request) throws HttpProblem {
    return service.status(request.pathParam("id")).orElseThrow(HttpProblem::noSuchJob);
  }

  private void answerDone(Context request, Job job) throws HttpProblem, IOException {
    String tag = '"' + job.id() + '"';
    request.contentType("audio/mpeg").header("Accept-Ranges", "bytes").header("ETag", tag);
    request.header("Cache-Control", "private, max-age=3600");
    String condition = request.header("If-Range");
    ByteRange range =
        condition == null || condition.equals(tag)
            ? ByteRange.of(request.header("Range"), job.bytes())
            : null;
    long length = job.bytes();
    if (range != null) {
      length = range.length();
      request.status(206);
      request.header(
          "Content-Range", "bytes " + range.first() + '-' + range.last() + '/' + job.bytes());
    }
    request.res().setContentLengthLong(length);
    if (isHead(request)) {
      return;
    }
    send(request, job.id(), range == null ? 0 : range.first(), length);
  }

  /** Ranges are ignored: the end is not known yet. */
  private void answerUnfinished(Context request, JobStatus status) throws HttpProblem, IOException {
    if (status.job().state() != JobState.RUNNING) {
      throw notThere(status);
    }
    request.contentType("audio/mpeg").header("Accept-Ranges", "none");
    request.header("Cache-Control", "no-store");
    if (!isHead(request)) {
      send(request, status.job().id(), 0, Long.MAX_VALUE);
    }
  }

  private static boolean isHead(Context request) {
    return request.req().getMethod().equals("HEAD");
  }

  private static HttpProblem notThere(JobStatus status) {
    if (!status.job().state().isFinal()) {
      return new HttpProblem(
          409,
          "not-yet",
          "The remix is not made yet.",
          "Try again in a while, or follow the job's events.",
          Map.of("Retry-After", "5"));
    }
    return new HttpProblem(
        410,
        "no-remix",
        "There is no remix: the job failed or was cancelled.",
        "See the job for why.");
  }

  private void send(Context request, String id, long from, long length)
      throws HttpProblem, IOException {
    Wire wire = Wire.of(request);
    Slots.Slot slot = slots.take(wire.client());
    InputStream audio;
    try {
      audio = service.audio(id, from).orElseThrow(HttpProblem::noSuchJob);
    } catch (IOException | HttpProblem | RuntimeException e) {
      slot.close();
      throw e;
    }
    open.add(audio);
    CompletableFuture<Void> whole = new CompletableFuture<>();
    request.future(
        () -> {
          threads.execute(
              () -> {
                boolean sent = copy(request, audio, length);
                release(audio);
                slot.close();
                if (sent) {
                  whole.complete(null);
                } else {
                  // Never completed: the request ends with its connection.
                  // Closed, so that the client does not take a part for the whole.
                  wire.cut("The stream ended early");
                }
              });
          return whole;
        });
  }

  /** Sends the stream. Returns whether everything was sent. */
  private static boolean copy(Context request, InputStream audio, long length) {
    try {
      OutputStream output = request.res().getOutputStream();
      output.flush();
      byte[] chunk = new byte[CHUNK];
      long left = length;
      while (left > 0) {
        int count = audio.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (count < 0) {
          return length == Long.MAX_VALUE;
        }
        output.write(chunk, 0, count);
        left -= count;
        if (count < chunk.length) {
          // No more bytes for now: send what there is.
          output.flush();
        }
      }
      return true;
    } catch (IOException e) {
      LOG.debug("A listener went away, or the remix ended early", e);
      return false;
    } catch (RuntimeException e) {
      LOG.error("Sending a remix failed", e);
      return false;
    }
  }

  private void release(InputStream audio) {
    open.remove(audio);
    try {
      audio.close();
    } catch (IOException e) {
      LOG.debug("Closing a remix's stream failed", e);
    }
  }

  /** The number of open streams. */
  int open() {
    return slots.taken();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    open.forEach(this::release);
  }
}
