package io.wubdiag.collect.machine;

import io.wubdiag.collect.machine.Answers.Reader;
import io.wubdiag.collect.machine.RecordedLine.Event;
import io.wubdiag.model.Attempt.Outcome;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * A machine that replays a recording. It touches no process. It answers only recorded questions and
 * never guesses.
 */
public final class RecordedMachine implements Machine {
  private final Recording recording;
  private final String name;
  private final RecordedLine line;
  private final ConcurrentMap<String, Machine> lines;

  /** How often each file was opened or passed in this line. */
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** Replays this recording, once. */
  public RecordedMachine(Recording recording) {
    this(recording, "main", new ConcurrentHashMap<>());
  }

  private RecordedMachine(Recording recording, String name, ConcurrentMap<String, Machine> lines) {
    this.recording = recording;
    this.name = name;
    this.lines = lines;
    RecordedLine recorded = recording.find(name);
    this.line = recorded == null ? new RecordedLine() : recorded;
  }

  @Override
  public Machine line(String other) {
    return lines.computeIfAbsent(other, same -> new RecordedMachine(recording, same, lines));
  }

  @Override
  public long nanoTime() {
    return line.nanoTime();
  }

  @Override
  public Instant now() {
    try {
      return answer(Questions.NOW, in -> Instant.ofEpochSecond(in.readLong(), in.readInt()));
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }

  /** Returns at once; the clock moves as it was recorded. */
  @Override
  public void sleep(Duration duration) {
    if (line.next(Questions.SLEEP) == null) {
      line.pass(duration.toNanos());
    }
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    int opening = counts.merge(path, 1, Integer::sum);
    answer(Questions.open(path), in -> true);
    List<Piece> pieces = new ArrayList<>();
    for (Event event : line.all(Questions.content(path, opening))) {
      pieces.add(piece(event));
    }
    return new ReadableFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        return RecordedMachine.this.read(path, pieces, position, into, offset, length);
      }

      @Override
      public long length() throws IOException {
        return answer(Questions.length(path), in -> in.readLong());
      }

      @Override
      public void close() {}
    };
  }

  /**
   * The result of one read of a file.
   *
   * @param failed the failure, null if there was none
   */
  private record Piece(int index, long position, byte[] bytes, @Nullable IOException failed) {
    boolean holds(long at) {
      return bytes.length > 0
          ? at >= position && at < position + bytes.length
          : at == position; // the end, or a failure
    }
  }

  private static Piece piece(Event event) {
    try {
      return Answers.read(
          event.answer(),
          in -> {
            long position = in.readLong();
            byte[] bytes = new byte[Math.max(0, in.readInt())];
            in.readFully(bytes);
            return new Piece(event.index(), position, bytes, null);
          });
    } catch (IOException e) {
      return new Piece(event.index(), 0, new byte[0], e);
    }
  }

  private int read(
      String path, List<Piece> pieces, long position, byte[] into, int offset, int length)
      throws IOException {
    for (Piece piece : pieces) {
      if (piece.failed() != null) {
        line.reach(piece.index());
        throw piece.failed();
      }
      if (piece.holds(position)) {
        line.reach(piece.index());
        int from = (int) (position - piece.position());
        int count = Math.min(length, piece.bytes().length - from);
        System.arraycopy(piece.bytes(), from, into, offset, count);
        return count == 0 ? -1 : count;
      }
    }
    throw new NotRecordedException("byte " + position + " of " + path);
  }

  @Override
  public ReadableFile openMemory(long pid) throws IOException {
    answer(Questions.openMemory(pid), in -> true);
    return new ReadableFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) throws IOException {
        byte[] bytes = answer(Questions.memory(pid, position, length), in -> in.readAllBytes());
        System.arraycopy(bytes, 0, into, offset, bytes.length);
        return bytes.length == 0 ? -1 : bytes.length;
      }

      @Override
      public long length() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public String @Nullable [] list(String directory) {
    try {
      String[] names =
          answer(
              Questions.list(directory),
              in -> {
                int count = in.readInt();
                String[] read = new String[Math.max(0, count)];
                for (int i = 0; i < count; i++) {
                  read[i] = in.readUTF();
                }
                return count < 0 ? new String[] {""} : read;
              });
      return names.length == 1 && names[0].isEmpty() ? null : names;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public String readLink(String path) throws IOException {
    return answer(Questions.readLink(path), in -> in.readUTF());
  }

  @Override
  public String realPath(String path) throws IOException {
    return answer(Questions.realPath(path), in -> in.readUTF());
  }

  @Override
  public boolean exists(String path) {
    return isTrue(Questions.exists(path));
  }

  @Override
  public FileStatus status(String path) throws IOException {
    return answer(
        Questions.status(path),
        in ->
            new FileStatus(
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Instant.ofEpochMilli(in.readLong())));
  }

  @Override
  public PassedFile pass(String directory, String fileName, @Nullable String ownerOf)
      throws IOException {
    int number = counts.merge("pass " + directory, 1, Integer::sum);
    answer(Questions.pass(directory), in -> true);
    List<Event> passed = line.all(Questions.passed(directory, number));
    byte[] content =
        passed.isEmpty()
            ? new byte[0]
            : Answers.read(passed.get(0).answer(), in -> in.readAllBytes());
    return new PassedFile() {
      @Override
      public int read(long position, byte[] into, int offset, int length) {
        int count = (int) Math.min(length, content.length - position);
        if (count <= 0) {
          return -1;
        }
        System.arraycopy(content, (int) position, into, offset, count);
        return count;
      }

      @Override
      public long length() {
        return content.length;
      }

      @Override
      public OutputStream output() {
        return OutputStream.nullOutputStream();
      }

      @Override
      public void loseName() {}

      @Override
      public void close() {
        line.next(Questions.passed(directory, number));
      }
    };
  }

  /** The machine may keep this array: it is a copy. */
  @Override
  public void withCopy(byte[] content, String suffix, CopyReader reader) throws IOException {
    TemporaryCopy.lend(content, suffix, reader);
  }

  @Override
  public void prepareToPass() {}

  @Override
  public void deleteStale(String directory) {}

  @Override
  public boolean isAbandoned(String socket) {
    return isTrue(Questions.isAbandoned(socket));
  }

  @Override
  public Reply exchange(String socket, byte[] request, int limit, Deadline deadline)
      throws ExchangeException {
    try {
      return answer(
          Questions.exchange(socket, request),
          in -> {
            Duration took = Duration.ofNanos(in.readLong());
            return new Reply(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1), took);
          });
    } catch (ExchangeException e) {
      throw e;
    } catch (IOException e) {
      throw new ExchangeException(Outcome.UNSUPPORTED, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Standby prepareQuit(long pid) throws IOException {
    answer(Questions.prepareQuit(pid), in -> true);
    return new Standby() {
      @Override
      public boolean send(Deadline deadline) throws IOException {
        return answer(Questions.quit(pid), in -> in.readBoolean());
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public HelperRun run(List<String> command, Deadline deadline) throws IOException {
    return answer(Questions.run(command), RecordedMachine::run);
  }

  @Override
  public @Nullable HelperRun ask(HelperPool helpers, String request, Deadline deadline)
      throws IOException {
    return answer(
            Questions.ask(request), in -> Optional.ofNullable(in.readBoolean() ? run(in) : null))
        .orElse(null);
  }

  private static HelperRun run(DataInputStream in) throws IOException {
    boolean timedOut = in.readBoolean();
    String errors = in.readUTF();
    byte[] output = new byte[in.readInt()];
    in.readFully(output);
    return new HelperRun(new String(output, Table.CHARSET), errors, timedOut);
  }

  private boolean isTrue(String question) {
    try {
      return answer(question, in -> in.readBoolean());
    } catch (IOException e) {
      return false;
    }
  }

  private <T> T answer(String question, Reader<T> reader) throws IOException {
    byte[] answer = line.next(question);
    if (answer == null) {
      throw new NotRecordedException(question + " (in " + name + ")");
    }
    return Answers.read(answer, reader);
  }
}
