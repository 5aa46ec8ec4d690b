package io.wubdiag;

import io.wubdiag.model.FileLock;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessIdentity;
import io.wubdiag.model.ProcessState;
import io.wubdiag.model.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the kernel's facts of a sleeping process, or of a process like another one. */
public final class FactsBuilder {
  private static final int USER = 1000;

  private final ProcessIdentity identity;
  private long parentPid = 1;
  private Instant startTime = Instant.EPOCH;
  private List<String> command;
  private String name;
  private @Nullable String executable;
  private ProcessState state = ProcessState.SLEEPING;
  private long uid = USER;
  private long gid = USER;
  private long namespacePid;
  private boolean kernelThread;
  private boolean catchesSigquit;
  private @Nullable String libjvm;
  private boolean frozen;
  private boolean background;
  private List<Task> tasks = List.of();
  private List<OpenFile> openFiles = List.of();
  private List<FileLock> fileLocks = List.of();
  private List<String> unreadable = List.of();

  public FactsBuilder(ProcessIdentity identity, String name) {
    this.identity = identity;
    this.name = name;
    command = List.of(name);
    namespacePid = identity.pid();
  }

  public static FactsBuilder like(KernelFacts facts) {
    FactsBuilder builder = new FactsBuilder(facts.identity(), facts.name());
    builder.parentPid = facts.parentPid();
    builder.startTime = facts.startTime();
    builder.command = facts.command();
    builder.executable = facts.executable();
    builder.state = facts.state();
    builder.uid = facts.uid();
    builder.gid = facts.gid();
    builder.namespacePid = facts.namespacePid();
    builder.kernelThread = facts.kernelThread();
    builder.catchesSigquit = facts.catchesSigquit();
    builder.libjvm = facts.libjvm();
    builder.frozen = facts.frozen();
    builder.background = facts.background();
    builder.tasks = facts.tasks();
    builder.openFiles = facts.openFiles();
    builder.fileLocks = facts.fileLocks();
    builder.unreadable = facts.unreadable();
    return builder;
  }

  public FactsBuilder parent(long pid) {
    parentPid = pid;
    return this;
  }

  public FactsBuilder startTime(Instant time) {
    startTime = time;
    return this;
  }

  public FactsBuilder command(List<String> arguments) {
    command = arguments;
    return this;
  }

  public FactsBuilder executable(@Nullable String path) {
    executable = path;
    return this;
  }

  public FactsBuilder state(ProcessState state) {
    this.state = state;
    return this;
  }

  public FactsBuilder namespacePid(long pid) {
    namespacePid = pid;
    return this;
  }

  /** A JVM, which catches SIGQUIT. */
  public FactsBuilder jvm(@Nullable String libjvm) {
    this.libjvm = libjvm;
    catchesSigquit = true;
    return this;
  }

  public FactsBuilder frozen(boolean frozen) {
    this.frozen = frozen;
    return this;
  }

  public FactsBuilder background(boolean background) {
    this.background = background;
    return this;
  }

  public FactsBuilder tasks(List<Task> tasks) {
    this.tasks = tasks;
    return this;
  }

  public FactsBuilder openFiles(OpenFile... files) {
    openFiles = List.of(files);
    return this;
  }

  public FactsBuilder fileLocks(List<FileLock> locks) {
    fileLocks = locks;
    return this;
  }

  public KernelFacts build() {
    return new KernelFacts(
        identity,
        parentPid,
        startTime,
        command,
        name,
        executable,
        state,
        uid,
        gid,
        namespacePid,
        kernelThread,
        catchesSigquit,
        libjvm,
        frozen,
        background,
        tasks,
        openFiles,
        fileLocks,
        unreadable);
  }
}
