package io.wubdiag.collect.machine;

import io.wubdiag.collect.machine.Answers.Writer;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A machine that records every answer of another machine. */
public final class MachineRecorder implements Machine {
  private final Machine machine;
  private final Recording recording;
  private final RecordedLine line;
  private final ConcurrentMap<String, Machine> lines;

  /** How often each file was opened or passed in this line. */
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** Records the answers of this machine. */
  public MachineRecorder(Machine machine) {
    this(machine, new Recording(), "main", new ConcurrentHashMap<>());
  }

  private MachineRecorder(
      Machine machine, Recording recording, String name, ConcurrentMap<String, Machine> lines) {
    this.machine = machine;
    this.lines = lines;
    this.recording = recording;
    this.line = recording.line(name);
  }

  /** The recording so far. */
  public Recording recording() {
    return recording;
  }

  @Override
  public Machine line(String name) {
    return lines.computeIfAbsent(
        name, same -> new MachineRecorder(machine.line(same), recording, same, lines));
  }

  @Override
  public long nanoTime() {
    long now = machine.nanoTime();
    line.addTime(now);
    return now;
  }

  @Override
  public Instant now() {
    Instant now = machine.now();
    line.add(
        Questions.NOW,
        Answers.value(
            out -> {
              out.writeLong(now.getEpochSecond());
              out.writeInt(now.getNano());
            }));
    return now;
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    machine.sleep(duration);
    line.add(Questions.SLEEP, Answers.value(out -> {}));
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    int opening = counts.merge(path, 1, Integer::sum);
    ReadableFile file = noted(Questions.open(path), () -> machine.open(path), out -> {});
    return new ReadableFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        int[] count = {-1};
        return noted(
            Questions.content(path, opening),
            () -> count[0] = file.read(position, into, offset, length),
            out -> {
              out.writeLong(position);
              out.writeInt(count[0]);
              out.write(into, offset, Math.max(0, count[0]));
            });
      }

      @Override
      public long length() throws IOException {
        return noted(Questions.length(path), file::length);
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  @Override
  public ReadableFile openMemory(long pid) throws IOException {
    ReadableFile file = noted(Questions.openMemory(pid), () -> machine.openMemory(pid), out -> {});
    return new ReadableFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        int[] count = {-1};
        return noted(
            Questions.memory(pid, position, length),
            () -> count[0] = file.read(position, into, offset, length),
            out -> out.write(into, offset, Math.max(0, count[0])));
      }

      @Override
      public long length() throws IOException {
        return file.length();
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  @Override
  public String @Nullable [] list(String directory) {
    String[] names = machine.list(directory);
    line.add(
        Questions.list(directory),
        Answers.value(
            out -> {
              out.writeInt(names == null ? -1 : names.length);
              for (String name : names == null ? new String[0] : names) {
                out.writeUTF(name);
              }
            }));
    return names;
  }

  @Override
  public String readLink(String path) throws IOException {
    return notedText(Questions.readLink(path), () -> machine.readLink(path));
  }

  @Override
  public String realPath(String path) throws IOException {
    return notedText(Questions.realPath(path), () -> machine.realPath(path));
  }

  @Override
  public boolean exists(String path) {
    boolean exists = machine.exists(path);
    line.add(Questions.exists(path), Answers.value(out -> out.writeBoolean(exists)));
    return exists;
  }

  @Override
  public FileStatus status(String path) throws IOException {
    FileStatus[] status = new FileStatus[1];
    return noted(
        Questions.status(path),
        () -> status[0] = machine.status(path),
        out -> {
          FileStatus told = status[0];
          out.writeInt(told.mode());
          out.writeLong(told.device());
          out.writeLong(told.inode());
          out.writeLong(told.uid());
          out.writeLong(told.size());
          out.writeLong(told.modified().toEpochMilli());
        });
  }

  @Override
  public PassedFile pass(String directory, String name, @Nullable String ownerOf)
      throws IOException {
    int number = counts.merge("pass " + directory, 1, Integer::sum);
    PassedFile file =
        noted(Questions.pass(directory), () -> machine.pass(directory, name, ownerOf), out -> {});
    return new PassedFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        return file.read(position, into, offset, length);
      }

      @Override
      public long length() throws IOException {
        return file.length();
      }

      @Override
      public OutputStream output() throws IOException {
        return file.output();
      }

      @Override
      public void loseName() throws IOException {
        file.loseName();
      }

      @Override
      public void close() {
        try {
          byte[] content = file.readFully(0, (int) file.length());
          line.add(Questions.passed(directory, number), Answers.value(out -> out.write(content)));
        } catch (IOException e) {
          line.add(Questions.passed(directory, number), Answers.failure(e));
        } finally {
          file.close();
        }
      }
    };
  }

  @Override
  public void withCopy(byte[] content, String suffix, CopyReader reader) throws IOException {
    machine.withCopy(content, suffix, reader);
  }

  @Override
  public void prepareToPass() {
    machine.prepareToPass();
  }

  @Override
  public void deleteStale(String directory) {
    machine.deleteStale(directory);
  }

  @Override
  public boolean isAbandoned(String socket) {
    boolean abandoned = machine.isAbandoned(socket);
    line.add(Questions.isAbandoned(socket), Answers.value(out -> out.writeBoolean(abandoned)));
    return abandoned;
  }

  @Override
  public Reply exchange(String socket, byte[] request, int limit, Deadline deadline)
      throws ExchangeException {
    String question = Questions.exchange(socket, request);
    try {
      Reply reply = machine.exchange(socket, request, limit, deadline);
      line.add(
          question,
          Answers.value(
              out -> {
                out.writeLong(reply.took().toNanos());
                out.writeBytes(reply.text());
              }));
      return reply;
    } catch (ExchangeException e) {
      line.add(question, Answers.failure(e));
      throw e;
    }
  }

  @Override
  public Standby prepareQuit(long pid) throws IOException {
    Standby standby = noted(Questions.prepareQuit(pid), () -> machine.prepareQuit(pid), out -> {});
    return new Standby() {
      @Override
      public boolean send(Deadline deadline) throws IOException {
        boolean[] sent = new boolean[1];
        return noted(
            Questions.quit(pid),
            () -> sent[0] = standby.send(deadline),
            out -> out.writeBoolean(sent[0]));
      }

      @Override
      public void close() {
        standby.close();
      }
    };
  }

  @Override
  public HelperRun run(List<String> command, Deadline deadline) throws IOException {
    HelperRun[] run = new HelperRun[1];
    return noted(
        Questions.run(command),
        () -> run[0] = machine.run(command, deadline),
        out -> write(run[0], out));
  }

  @Override
  public @Nullable HelperRun ask(HelperPool helpers, String request, Deadline deadline)
      throws IOException {
    String question = Questions.ask(request);
    try {
      HelperRun run = machine.ask(helpers, request, deadline);
      line.add(
          question,
          Answers.value(
              out -> {
                out.writeBoolean(run != null);
                if (run != null) {
                  write(run, out);
                }
              }));
      return run;
    } catch (IOException e) {
      line.add(question, Answers.failure(e));
      throw e;
    }
  }

  private static void write(HelperRun run, DataOutputStream out) throws IOException {
    byte[] output = run.output().getBytes(Table.CHARSET);
    out.writeBoolean(run.timedOut());
    out.writeUTF(run.errors());
    out.writeInt(output.length);
    out.write(output);
  }

  private interface Question<T> {
    T ask() throws IOException;
  }

  private long noted(String question, Question<Long> asked) throws IOException {
    long[] number = new long[1];
    return noted(question, () -> number[0] = asked.ask(), out -> out.writeLong(number[0]));
  }

  private String notedText(String question, Question<String> asked) throws IOException {
    String[] text = new String[1];
    return noted(question, () -> text[0] = asked.ask(), out -> out.writeUTF(text[0]));
  }

  /** Asks, and records the answer or the failure. */
  private <T> T noted(String question, Question<T> asked, Writer answer) throws IOException {
    try {
      T value = asked.ask();
      line.add(question, Answers.value(answer));
      return value;
    } catch (IOException e) {
      line.add(question, Answers.failure(e));
      throw e;
    }
  }
}
