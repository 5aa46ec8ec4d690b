package io.wubdiag.collect.hotspot.attach;

import static io.wubdiag.collect.hotspot.attach.Samples.parse;
import static io.wubdiag.collect.hotspot.attach.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.model.Frame;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.Monitor;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadRef;
import io.wubdiag.model.ThreadSnapshot;
import io.wubdiag.model.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadPrintParserTest {
  private static final String TAIL = " elapsed=3.50s tid=0x00007f0000000a00 nid=";

  @Test
  void readsAHeaderOfJdk17() {
    ThreadPrint print =
        parse(
            "\"worker\" #12 daemon prio=5 os_prio=0 cpu=1234.56ms" + TAIL + "0x1f runnable  [0x0]",
            task(5031, 31));

    ThreadSnapshot thread = only(print);
    assertThat(thread.ref()).isEqualTo(new ThreadRef(Samples.PROCESS, "worker", 5031, 12));
    assertThat(thread.daemon()).isTrue();
    assertThat(thread.cpu()).isEqualTo(Duration.ofNanos(1_234_560_000));
  }

  @Test
  void readsAHeaderOfJdk21() {
    ThreadPrint print =
        parse(
            "\"worker\" #12 [31] prio=5 os_prio=0 cpu=0.07ms" + TAIL + "31 runnable  [0x0]",
            task(5031, 31));

    ThreadSnapshot thread = only(print);
    assertThat(thread.ref()).isEqualTo(new ThreadRef(Samples.PROCESS, "worker", 5031, 12));
    assertThat(thread.daemon()).isFalse();
  }

  @Test
  void readsAHeaderOfJdk8() {
    ThreadPrint print =
        parse(
            "\"worker\" #12 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f runnable [0x0]",
            task(5031, 31));

    assertThat(only(print).ref().tid()).isEqualTo(5031);
    assertThat(only(print).cpu()).isNull();
  }

  @Test
  void readsACarrierAndTheVirtualThreadThatItCarries() {
    ThreadPrint print =
        parse(
            """
            "carrier" #24 [31] daemon prio=5 os_prio=0 cpu=437.18ms elapsed=1.18s tid=0x00007f0000000a00  [0x00007f1f1430f000]
               Carrying virtual thread #22
            	at jdk.internal.vm.Continuation.run(java.base@25.0.3/Continuation.java:251)
               Mounted virtual thread #22
            	at Engine.mix(Engine.java:11)
            	- locked <0x000000069ec16f50> (a java.lang.Object)
            """,
            task(5031, 31));

    assertThat(print.threads()).hasSize(2);
    ThreadSnapshot carrier = print.threads().get(0);
    assertThat(carrier.ref().tid()).isEqualTo(5031);
    assertThat(carrier.state()).isEqualTo(Thread.State.RUNNABLE);
    assertThat(carrier.frames()).extracting(Frame::method).containsExactly("run");
    assertThat(carrier.holds()).isEmpty();
    ThreadSnapshot virtual = print.threads().get(1);
    assertThat(virtual.ref()).isEqualTo(new ThreadRef(Samples.PROCESS, "", 0, 22));
    assertThat(virtual.virtual()).isTrue();
    assertThat(virtual.frames()).extracting(Frame::method).containsExactly("mix");
    assertThat(virtual.holds()).containsExactly(ResourceId.at(Samples.PROCESS, 0x69ec16f50L));
  }

  @Test
  void readsFramesOfEveryForm() {
    ThreadPrint print =
        parse(
            """
            "t" #1 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f runnable
            	at java.lang.Object.wait(java.base@17.0.15/Native Method)
            	at java.lang.Thread.run(java.base@17.0.15/Thread.java:840)
            	at com.acme.Mixer.mix(com.acme.mixer/Mixer.java:7)
            	at Subject$$Lambda$1/0x00007fbec0000a08.run(Unknown Source)
            	at com.acme.Mixer.<clinit>(Mixer.java)
            	at com.acme.Odd.a (name) of Kotlin's(Odd.kt:1)
            	at com.acme.Old.gone(Redefined)
            """);

    assertThat(only(print).frames())
        .containsExactly(
            new Frame("java.lang.Object", "wait", null, -1, true, List.of()),
            Frame.of("java.lang.Thread", "run", "Thread.java", 840),
            Frame.of("com.acme.Mixer", "mix", "Mixer.java", 7),
            Frame.of("Subject$$Lambda$1/0x00007fbec0000a08", "run", null, -1),
            Frame.of("com.acme.Mixer", "<clinit>", "Mixer.java", -1),
            Frame.of("com.acme.Odd", "a (name) of Kotlin's", "Odd.kt", 1),
            Frame.of("com.acme.Old", "gone", null, -1));
  }

  @Test
  void takesTheOnlyLockForTheOneThatCompiledCodeWaitsAt() {
    ThreadPrint print =
        parse(
            """
            "t" #1 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f in Object.wait()
               java.lang.Thread.State: WAITING (on object monitor)
            	at java.lang.Object.wait(java.base@17.0.15/Native Method)
            	- waiting on <no object reference available>
            	at com.acme.Queue.take(Queue.java:7)
            	- locked <0x0000000000000010> (a com.acme.Queue)
            """);

    ResourceId queue = ResourceId.at(Samples.PROCESS, 0x10);
    assertThat(only(print).waitsFor()).isEqualTo(new Wait(queue, Wait.Kind.OBJECT_WAIT, false));
    assertThat(only(print).holds()).isEmpty();
  }

  @Test
  void claimsNoLockIfOneOfSeveralIsGivenUp() {
    ThreadPrint print =
        parse(
            """
            "t" #1 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f in Object.wait()
               java.lang.Thread.State: WAITING (on object monitor)
            	at java.lang.Object.wait(java.base@17.0.15/Native Method)
            	- waiting on <no object reference available>
            	at com.acme.Queue.take(Queue.java:7)
            	- locked <0x0000000000000010> (a com.acme.Queue)
            	at com.acme.Mixer.mix(Mixer.java:7)
            	- locked <0x0000000000000020> (a com.acme.Mixer)
            """);

    assertThat(only(print).waitsFor()).isNull();
    assertThat(only(print).holds()).isEmpty();
  }

  @Test
  void ignoresLocksThatTheCompilerHasElided() {
    ThreadPrint print =
        parse(
            """
            "t" #1 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f runnable
            	at com.acme.Mixer.mix(Mixer.java:7)
            	- eliminated <0x0000000000000010> (a com.acme.Mixer)
            	- eliminated <owner is scalar replaced> (a com.acme.Track)
            	- something of the future <0x0000000000000030> (a com.acme.Mixer)
            """);

    assertThat(only(print).holds()).isEmpty();
    assertThat(only(print).frames()).hasSize(1);
  }

  @Test
  void believesNoHeaderWhoseAddressIsNotListed() {
    ThreadPrint print =
        parse(
            """
            Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode, sharing):

            Threads class SMR info:
            _java_thread_list=0x00007f0000000001, length=2, elements={
            0x00007f0000000a00, 0x00007f0000000b00
            }

            "one" #1 prio=5 os_prio=0 tid=0x00007f0000000c00 nid=0x1f runnable
            	at forged.Frame.run(Forged.java:1)
            "two" #2 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f runnable
            	at real.Frame.run(Real.java:1)
            "three" #3 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x20 runnable
            "four" #4 prio=5 os_prio=0 tid=0x00007f0000000b00 nid=0x20 runnable
            """);

    assertThat(print.version()).isEqualTo("25.0.3+9-LTS");
    assertThat(print.threads()).extracting(thread -> thread.ref().javaId()).containsExactly(2L, 4L);
    assertThat(print.threads().get(0).ref().name())
        .startsWith("one\" #1")
        .contains("forged.Frame")
        .endsWith("\"two");
    assertThat(print.threads().get(0).frames())
        .extracting(Frame::className)
        .containsExactly("real.Frame");
  }

  @Test
  void stopsWhereTheJvmTellsOfDeadlocks() {
    ThreadPrint print =
        parse(
            """
            "t" #1 prio=5 os_prio=0 tid=0x00007f0000000a00 nid=0x1f runnable

            Found one Java-level deadlock:
            =============================
            "t":
              waiting to lock monitor 0x00007f0000000d00 (object 0x0000000000000010, a a.B),
            Java stack information for the threads listed above:
            "u" #2 prio=5 os_prio=0 tid=0x00007f0000000b00 nid=0x20 runnable
            """);

    assertThat(only(print).ref().name()).isEqualTo("t");
  }

  @Test
  void decodesNames() {
    // U+0000 as C0 80, U+1F600 as two surrogates, then a malformed byte.
    String name = "\u00C0\u0080\u00ED\u00A0\u00BD\u00ED\u00B8\u0080\u00C3\u00A9\u00FF";
    ThreadPrint print = parse("\"" + name + "\" #1 prio=5 os_prio=0" + TAIL + "0x1f runnable");

    assertThat(only(print).ref().name()).isEqualTo("\0\uD83D\uDE00\u00E9\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread-print-17.txt", "thread-print-25.txt"})
  void readsWhatAJvmHasAnswered(String sample) {
    ThreadPrint print = parse(Samples.text(sample));

    ThreadSnapshot blocked = thread(print, "blocked");
    Wait wait = blocked.waitsFor();
    assertThat(wait).isNotNull();
    Resource monitor = print.objects().get(wait.resource());
    assertThat(monitor).isInstanceOf(Monitor.class);
    assertThat(thread(print, "holder").holds()).containsExactly(wait.resource());
    List<ThreadSnapshot> distinct = print.objects().withoutClashes(print.threads());
    assertThat(print.objects().withOwners(distinct, Set.of()))
        .filteredOn(resource -> resource.id().equals(wait.resource()))
        .singleElement()
        .satisfies(resource -> assertThat(resource.owners()).hasSize(1));
    assertThat(print.threads()).hasSizeGreaterThan(25);
  }

  /** Whatever damage a dump has: the parser returns some threads or none, and never fails. */
  @ParameterizedTest
  @ValueSource(
      strings = {"thread-print-17.txt", "thread-print-25.txt", "thread-print-virtual-25.txt"})
  void survivesDamage(String sample) {
    long seed = System.nanoTime();
    System.out.println("seed of survivesDamage: " + seed);
    Random random = new Random(seed);
    String text = Samples.text(sample);
    for (int i = 0; i < 2_000; i++) {
      String damaged = Damage.inflict(text, random);
      ThreadPrint print = parse(damaged);
      assertThat(print.objects().withOwners(print.threads(), Set.of())).isNotNull();
    }
  }

  /** Only a linear parser ends here within hours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\n",
        "\"x\" #1 tid=0x1\n",
        "\"x\" #1\n",
        "\t- locked <0x\n",
        "\tat (\n",
        "\n",
        "_java_thread_list={0x1\n",
        "   Mounted virtual thread #\n",
        "\"",
        "#",
        "0x1 "
      })
  void readsMegabytesOfNonsenseInOneGo(String nonsense) {
    String header = "_java_thread_list=0x1, length=1, elements={\n0x1\n}\n";
    assertThat(parse(header + nonsense.repeat((4 << 20) / nonsense.length())).threads())
        .hasSizeLessThanOrEqualTo(1);
  }

  private static ThreadSnapshot only(ThreadPrint print) {
    assertThat(print.threads()).hasSize(1);
    return print.threads().get(0);
  }

  private static ThreadSnapshot thread(ThreadPrint print, String name) {
    return print.threads().stream()
        .filter(thread -> thread.ref().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
