package io.wubdiag.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.SnapshotBuilder;
import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
  private static final ResourceId ID = ResourceId.at(SnapshotBuilder.process(4711), 0x7100);

  @ParameterizedTest
  @CsvSource({
    "0, 0 µs",
    "999999, 999 µs",
    "1000000, 1.0 ms",
    "9990000, 9.9 ms",
    "10000000, 10 ms",
    "999999999, 999 ms",
    "1000000000, 1.0 s",
    "59990000000, 59.9 s",
    "60000000000, 1 min 0 s",
    "3599000000000, 59 min 59 s",
    "3600000000000, 1 h 0 min",
    "100000000000000, 27 h 46 min"
  })
  void wordsDurations(long nanos, String words) {
    assertThat(Wording.duration(Duration.ofNanos(nanos))).isEqualTo(words);
  }

  @Test
  void namesResourcesByKind() {
    assertThat(Wording.resource(new Resource.Monitor(ID, "int[]", null, List.of())))
        .isEqualTo("the monitor of an int[]");
    assertThat(
            Wording.resource(
                new Resource.Monitor(ID, "java.lang.Class", "com.acme.Cache", List.of())))
        .isEqualTo("the monitor of the class com.acme.Cache");
    assertThat(
            Wording.resourceAndIdentity(
                new Resource.UnownedSynchronizer(
                    ID, "java.util.concurrent.Semaphore$FairSync", List.of())))
        .isEqualTo("a java.util.concurrent.Semaphore, 0x7100");
    assertThat(Wording.resource(new Resource.NativeMutex(ID, null, List.of())))
        .isEqualTo("a native mutex");
    assertThat(
            Wording.resourceAndIdentity(
                new Resource.ClassInitialisation(ID, "com.acme.Cache", null, List.of())))
        .isEqualTo("the initialisation of class com.acme.Cache");
  }

  @ParameterizedTest
  @CsvSource({
    "GenCollectForAllocation, a garbage collection (GenCollectForAllocation)",
    "G1TryInitiateConcMark, a garbage collection (G1TryInitiateConcMark)",
    "RedefineClasses, the VM operation RedefineClasses",
    "end of a safepoint, the end of a safepoint"
  })
  void namesOperationsOfTheVm(String operation, String words) {
    assertThat(Wording.resource(new Resource.VmOperation(ID, operation, List.of())))
        .isEqualTo(words);
  }

  @Test
  void quotesNamesSoThatTheyEndWhereTheyEnd() {
    assertThat(
            Wording.threadAndIds(
                new ThreadRef(SnapshotBuilder.process(4711), "a\" (pid 1)", 4712, 1)))
        .isEqualTo("\"a\\\" (pid 1)\" (pid 4711, tid 4712)");
    assertThat(Wording.threadAndIds(new ThreadRef(SnapshotBuilder.process(4711), "a", 0, 31)))
        .isEqualTo("\"a\" (pid 4711, Java id 31)");
    assertThat(Wording.thread(new ThreadRef(SnapshotBuilder.process(4711), "", 4712, 0)))
        .isEqualTo("thread 4712");
  }

  @Test
  void namesOfManyProcessesTheFirst() {
    assertThat(Wording.processes(LongStream.range(1, 12).boxed().toList()))
        .isEqualTo("processes 1, 2, 3, 4, 5, 6, 7, 8 and 3 more");
  }
}
