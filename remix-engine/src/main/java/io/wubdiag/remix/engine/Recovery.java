package io.wubdiag.remix.engine;

import io.wubdiag.remix.job.JobFiles;
import io.wubdiag.remix.job.JobState;
import io.wubdiag.remix.job.JobStore;
import io.wubdiag.remix.job.StoredJob;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Repairs what a killed engine left half done. It may itself be killed at any point, and run again.
 */
final class Recovery {
  private final EngineOptions options;
  private final JobStore store;
  private final JobFiles files;

  Recovery(EngineOptions options, JobStore store, JobFiles files) {
    this.options = options;
    this.store = store;
    this.files = files;
  }

  /** Returns the jobs that must still run, in their order. */
  List<StoredJob> run() throws IOException {
    files.emptyUploads();
    files.deleteOrphans(store.ids());
    List<StoredJob> open = new ArrayList<>();
    for (StoredJob left : store.unfinished()) {
      StoredJob job = judge(left);
      if (job != left) {
        store.save(job);
      }
      if (!job.job().state().isFinal()) {
        files.deleteRemixes(job.job().id());
        open.add(job);
      }
    }
    for (StoredJob finished : store.finished()) {
      files.tidy(finished.job());
    }
    return open;
  }

  private StoredJob judge(StoredJob left) {
    StoredJob job = left.job().state() == JobState.RUNNING ? left.interrupted() : left;
    boolean hasSong = Files.exists(files.song(job.job().id()));
    String failure = Failures.ofRestored(job, hasSong, options);
    return failure == null ? job : job.failed(failure, Instant.now());
  }
}
