package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.model.Attempt.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedMachineTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final MachineRecorder recorder = new MachineRecorder(new LiveMachine());

  @TempDir Path directory;

  private Machine replayed() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    recorder.recording().write(file);
    return new RecordedMachine(Recording.read(new ByteArrayInputStream(file.toByteArray())));
  }

  private static String text(Machine machine, String path) throws IOException {
    try (ReadableFile file = machine.open(path)) {
      byte[] bytes = new byte[100];
      int count = file.read(0, bytes, 0, bytes.length);
      return count < 0 ? "" : new String(bytes, 0, count, StandardCharsets.UTF_8);
    }
  }

  private String file(String content) throws IOException {
    return Files.writeString(directory.resolve("file"), content).toString();
  }

  @Test
  void givesEachReadingInItsTurn() throws IOException {
    String path = file("first");
    text(recorder, path);
    file("second");
    text(recorder, path);
    Files.delete(Path.of(path));
    Machine machine = replayed();
    assertThat(text(machine, path)).isEqualTo("first");
    assertThat(text(machine, path)).isEqualTo("second");
    assertThatThrownBy(() -> text(machine, path)).isInstanceOf(NotRecordedException.class);
  }

  @Test
  void readsPartsOfWhatWasReadAsAWhole() throws IOException {
    String path = file("abcdef");
    text(recorder, path);
    try (ReadableFile file = replayed().open(path)) {
      assertThat(file.readFully(2, 3)).asString().isEqualTo("cde");
      assertThatThrownBy(() -> file.readFully(4, 3)).isInstanceOf(NotRecordedException.class);
    }
  }

  @Test
  void failsAsTheMachineFailed() throws IOException {
    String absent = directory.resolve("absent").toString();
    assertThatThrownBy(() -> recorder.open(absent)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> recorder.readLink(absent)).isInstanceOf(NoSuchFileException.class);
    assertThat(recorder.exists(absent)).isFalse();
    assertThat(recorder.list(absent)).isNull();
    Files.writeString(Path.of(absent), "here by now");
    Machine machine = replayed();
    assertThatThrownBy(() -> machine.open(absent)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> machine.readLink(absent)).isInstanceOf(NoSuchFileException.class);
    assertThat(machine.exists(absent)).isFalse();
    assertThat(machine.list(absent)).isNull();
  }

  @Test
  void opensADirectoryNoMore() throws IOException {
    String path = directory.toString();
    assertThatThrownBy(() -> recorder.open(path)).isInstanceOf(AccessDeniedException.class);
    Machine machine = replayed();
    assertThatThrownBy(() -> machine.open(path)).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void listsAnEmptyDirectory() throws IOException {
    assertThat(recorder.list(directory.toString())).isEmpty();
    assertThat(replayed().list(directory.toString())).isEmpty();
  }

  @Test
  void answersWhatAHelperPrinted() throws IOException {
    List<String> command = List.of("sh", "-c", "echo out; echo err >&2");
    HelperRun run = recorder.run(command, Deadline.after(LONG));
    assertThat(replayed().run(command, Deadline.after(LONG))).isEqualTo(run);
  }

  @Test
  void saysWhyNobodyAnsweredAtASocket() throws IOException {
    String socket = directory.resolve("socket").toString();
    byte[] request = "hello".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> recorder.exchange(socket, request, 100, Deadline.after(LONG)))
        .isInstanceOf(ExchangeException.class);
    Machine machine = replayed();
    assertThatThrownBy(() -> machine.exchange(socket, request, 100, Deadline.after(LONG)))
        .isInstanceOfSatisfying(
            ExchangeException.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.FAILED));
  }

  @Test
  void keepsWhatAnotherProcessWroteIntoAPassedFile() throws IOException {
    try (PassedFile file = recorder.pass(directory.toString(), "one name", null)) {
      file.output().write("written".getBytes(StandardCharsets.US_ASCII));
    }
    try (PassedFile file = replayed().pass(directory.toString(), "another name", null)) {
      assertThat(file.readFully(0, 7)).asString().isEqualTo("written");
      assertThat(file.read(7, new byte[1], 0, 1)).isNegative();
    }
  }

  @Test
  void showsTheSameTimes() throws Exception {
    String path = file("x");
    long first = recorder.nanoTime();
    text(recorder, path);
    recorder.sleep(Duration.ofMillis(20));
    long second = recorder.nanoTime();
    Machine machine = replayed();
    assertThat(machine.nanoTime()).isEqualTo(first);
    text(machine, path);
    machine.sleep(Duration.ofMillis(20));
    assertThat(machine.nanoTime()).isEqualTo(second);
  }

  @Test
  void showsTheTimeOfAReadingAlsoToWhoLooksLessOften() throws Exception {
    String path = file("x");
    recorder.nanoTime();
    recorder.nanoTime();
    text(recorder, path);
    long after = recorder.nanoTime();
    Machine machine = replayed();
    text(machine, path);
    assertThat(machine.nanoTime()).isEqualTo(after);
  }

  /** A wait for a certain time ends, even if that time was not recorded. */
  @Test
  void goesOnWhereNoTimeWasRecorded() throws Exception {
    long now = recorder.nanoTime();
    Machine machine = replayed();
    machine.nanoTime();
    machine.sleep(Duration.ofSeconds(5));
    assertThat(machine.nanoTime()).isGreaterThan(now + Duration.ofSeconds(5).toNanos());
    Deadline deadline = Deadline.after(Duration.ofNanos(10_000), machine);
    int looks = 0;
    while (!deadline.hasPassed()) {
      looks++;
    }
    assertThat(looks).isPositive();
  }

  @Test
  void keepsLinesOfWorkApart() throws IOException {
    String path = file("of main");
    text(recorder, path);
    file("of another");
    text(recorder.line("another"), path);
    Machine machine = replayed();
    assertThat(text(machine.line("another"), path)).isEqualTo("of another");
    assertThat(text(machine, path)).isEqualTo("of main");
    assertThatThrownBy(() -> text(machine.line("a third"), path))
        .isInstanceOf(NotRecordedException.class);
  }

  @Test
  void refusesWhatIsNoRecording() {
    byte[] noise = "PK\3\4 or something like it".getBytes(StandardCharsets.ISO_8859_1);
    for (byte[] content : List.of(new byte[0], noise)) {
      assertThatThrownBy(() -> Recording.read(new ByteArrayInputStream(content)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesARecordingThatIsCutOffOrDamaged() throws IOException {
    text(recorder, file("content"));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    recorder.recording().write(file);
    byte[] whole = file.toByteArray();
    byte[] half = java.util.Arrays.copyOf(whole, whole.length / 3);
    assertThatThrownBy(() -> Recording.read(new ByteArrayInputStream(half)))
        .isInstanceOf(IOException.class);
  }
}
