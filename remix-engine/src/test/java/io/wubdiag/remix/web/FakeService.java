package io.wubdiag.remix.web;

import io.wubdiag.remix.analysis.Beat;
import io.wubdiag.remix.analysis.Key;
import io.wubdiag.remix.analysis.Section;
import io.wubdiag.remix.analysis.SongAnalysis;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.engine.EngineLoad;
import io.wubdiag.remix.engine.JobStatus;
import io.wubdiag.remix.engine.QueueFullException;
import io.wubdiag.remix.engine.RemixService;
import io.wubdiag.remix.job.Job;
import io.wubdiag.remix.job.JobState;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An engine without workers: tests say what happens to its jobs. */
final class FakeService implements RemixService {
  private final Path uploads;
  private final Map<String, Fake> jobs = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  final AtomicInteger subscriptions = new AtomicInteger();
  final List<Integer> received = new CopyOnWriteArrayList<>();
  volatile EngineLoad load = new EngineLoad(2, 0, 0, 4);
  volatile boolean fullAtSubmit;
  volatile String report = "worker 1 (pid 42) is stuck";

  FakeService(Path uploads) {
    this.uploads = uploads;
  }

  private final class Fake {
    JobStatus status;
    byte[] audio = new byte[0];
    final List<Consumer<JobStatus>> listeners = new CopyOnWriteArrayList<>();

    Fake(JobStatus status) {
      this.status = status;
    }
  }

  /** A job as it is when it has just been accepted. */
  String add(String name) {
    String id = "job-" + ids.incrementAndGet();
    Job job =
        new Job(
            id,
            name,
            Style.DUBSTEP,
            JobState.QUEUED,
            Instant.parse("2026-01-01T12:00:00Z"),
            0,
            null,
            null,
            0,
            0);
    jobs.put(id, new Fake(new JobStatus(job, 2, 0, "Waiting", null, 0, false)));
    return id;
  }

  /** Changes a job, and tells its listeners. */
  void change(String id, UnaryOperator<JobStatus> change) {
    Fake fake = fake(id);
    JobStatus status;
    synchronized (fake) {
      status = change.apply(fake.status);
      fake.status = status;
      fake.notifyAll();
    }
    fake.listeners.forEach(listener -> listener.accept(status));
  }

  void run(String id, double share, String text) {
    change(
        id,
        s ->
            new JobStatus(
                with(s.job(), JobState.RUNNING, null, null, 0, 0),
                0,
                share,
                text,
                s.analysis(),
                s.audibleBytes(),
                s.diagnosed()));
  }

  void analyse(String id, SongAnalysis analysis) {
    change(
        id,
        s -> new JobStatus(s.job(), 0, 0.2, s.text(), analysis, s.audibleBytes(), s.diagnosed()));
  }

  /** More of the MP3 is there. */
  void play(String id, byte[] more) {
    Fake fake = fake(id);
    change(
        id,
        s -> {
          int before = fake.audio.length;
          fake.audio = Arrays.copyOf(fake.audio, before + more.length);
          System.arraycopy(more, 0, fake.audio, before, more.length);
          return new JobStatus(
              s.job(), 0, s.share(), s.text(), s.analysis(), fake.audio.length, s.diagnosed());
        });
  }

  void finish(String id, String title) {
    long bytes = fake(id).audio.length;
    change(
        id,
        s ->
            new JobStatus(
                with(s.job(), JobState.DONE, null, title, bytes, 10),
                0,
                1,
                "Done",
                s.analysis(),
                bytes,
                s.diagnosed()));
  }

  void fail(String id, String why, boolean diagnosed) {
    change(
        id,
        s ->
            new JobStatus(
                with(s.job(), JobState.FAILED, why, null, 0, 0),
                0,
                s.share(),
                "Failed",
                s.analysis(),
                0,
                diagnosed));
  }

  private static Job with(
      Job job, JobState state, String failure, String title, long bytes, double seconds) {
    return new Job(
        job.id(),
        job.name(),
        job.style(),
        state,
        job.accepted(),
        1,
        failure,
        title,
        bytes,
        seconds);
  }

  private Fake fake(String id) {
    return jobs.get(id);
  }

  List<String> ids() {
    return jobs.keySet().stream().sorted().toList();
  }

  void forget(String id) {
    jobs.remove(id);
  }

  @Override
  public Path uploads() {
    return uploads;
  }

  @Override
  public EngineLoad load() {
    return load;
  }

  @Override
  public JobStatus submit(Path upload, String name, Style style)
      throws QueueFullException, IOException {
    if (fullAtSubmit) {
      throw new QueueFullException(4);
    }
    received.add((int) Files.size(upload));
    Files.delete(upload);
    String id = add(name);
    change(
        id,
        s ->
            new JobStatus(
                new Job(id, name, style, JobState.QUEUED, s.job().accepted(), 0, null, null, 0, 0),
                2,
                0,
                "Waiting",
                null,
                0,
                false));
    return fake(id).status;
  }

  @Override
  public Optional<JobStatus> status(String id) {
    return Optional.ofNullable(jobs.get(id)).map(fake -> fake.status);
  }

  @Override
  public boolean cancel(String id) {
    if (fake(id).status.job().state().isFinal()) {
      return false;
    }
    change(
        id,
        s ->
            new JobStatus(
                with(s.job(), JobState.CANCELLED, null, null, 0, 0),
                0,
                s.share(),
                "Cancelled",
                s.analysis(),
                0,
                false));
    return true;
  }

  @Override
  public Optional<Subscription> listen(String id, Consumer<JobStatus> listener) {
    Fake fake = jobs.get(id);
    if (fake == null) {
      return Optional.empty();
    }
    subscriptions.incrementAndGet();
    fake.listeners.add(listener);
    listener.accept(fake.status);
    return Optional.of(
        () -> {
          if (fake.listeners.remove(listener)) {
            subscriptions.decrementAndGet();
          }
        });
  }

  @Override
  public Optional<InputStream> audio(String id, long from) {
    Fake fake = jobs.get(id);
    return fake == null ? Optional.empty() : Optional.of(new Growing(fake, (int) from));
  }

  @Override
  public Optional<String> diagnosis(String id) {
    return fake(id).status.diagnosed() ? Optional.of(report) : Optional.empty();
  }

  private static final class Growing extends InputStream {
    private final Fake fake;
    private int at;
    private boolean closed;

    Growing(Fake fake, int at) {
      this.fake = fake;
      this.at = at;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      synchronized (fake) {
        try {
          while (at >= fake.audio.length && !fake.status.job().state().isFinal() && !closed) {
            fake.wait();
          }
        } catch (InterruptedException e) {
          throw new InterruptedIOException();
        }
        JobState state = fake.status.job().state();
        if (closed || state == JobState.FAILED || state == JobState.CANCELLED) {
          throw new IOException("There is no more of it");
        }
        if (at >= fake.audio.length) {
          return -1;
        }
        int count = Math.min(length, fake.audio.length - at);
        System.arraycopy(fake.audio, at, target, offset, count);
        at += count;
        return count;
      }
    }

    @Override
    public void close() {
      synchronized (fake) {
        closed = true;
        fake.notifyAll();
      }
    }
  }

  /** A song of three minutes with seven sections. */
  static SongAnalysis song() {
    double seconds = 180;
    List<Beat> beats = new ArrayList<>();
    for (double start = 0.4; start + 0.5 < seconds; start += 60.0 / 128) {
      beats.add(new Beat(start, 60.0 / 128, -14, beats.size() % 12));
    }
    List<Section> sections = new ArrayList<>();
    int[] bounds = {0, 32, 96, 160, 192, 256, 320, beats.size()};
    for (int i = 0; i + 1 < bounds.length; i++) {
      sections.add(new Section(bounds[i], bounds[i + 1] - bounds[i], i % 2 == 0 ? -18 : -10));
    }
    List<Float> peaks = new ArrayList<>();
    for (int i = 0; i < SongAnalysis.PEAKS; i++) {
      double place = (double) i / SongAnalysis.PEAKS * seconds;
      int section = 0;
      while (section + 2 < bounds.length && place > beats.get(bounds[section + 1]).start()) {
        section++;
      }
      double level = section % 2 == 0 ? 0.45 : 0.85;
      peaks.add((float) (level * (0.7 + 0.3 * Math.sin(i * 12.9898) * Math.cos(i * 0.37))));
    }
    return new SongAnalysis(seconds, 128, 4, 0, new Key(9, true), -13, beats, sections, peaks);
  }
}
