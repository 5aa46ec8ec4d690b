package io.wubdiag.agent.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wubdiag.agent.bootstrap.InProgress;
import io.wubdiag.agent.bootstrap.LogHooks;
import io.wubdiag.agent.bootstrap.Tracing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.BasicVerifier;

/** Real logging libraries, woven, tell whether they wait for a lock, format, or write. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogAspectTest {
  private final WovenLoader loader = new WovenLoader();
  private final List<String> slow = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    Tracing.start();
    LogHooks.report(
        (appender, nanos, lock, sink, heldAt) ->
            slow.add(
                "%s %d lock %d sink %d %s"
                    .formatted(
                        appender.getClass().getSimpleName(),
                        nanos / 1_000_000,
                        lock / 1_000_000,
                        sink / 1_000_000,
                        heldAt)));
  }

  @AfterEach
  void stop() {
    LogHooks.report(null);
    assertThat(Tracing.faults()).isZero();
    Tracing.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Logback", "Log4j"})
  void tellsFormatFromSink(String library) throws Exception {
    List<String> seen = new ArrayList<>();
    Consumer<Object> log =
        program(
            library,
            new Stream() {
              @Override
              void text() {
                seen.addAll(InProgress.now());
                InProgress.pass(70);
              }
            });
    log.accept(
        new Object() {
          @Override
          public String toString() {
            seen.addAll(InProgress.now());
            InProgress.pass(30);
            return "hello";
          }
        });

    assertThat(seen).endsWith("OutputStreamAppender SINK");
    assertThat(InProgress.depth()).isZero();
    assertThat(slow).hasSize(1);
    // Log4j formats a message before it calls an appender, Logback within.
    assertThat(slow.get(0)).startsWith("OutputStreamAppender ").endsWith(" lock 0 sink 70 null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Logback", "Log4j"})
  void tellsLockFromSink(String library) throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Consumer<Object> log =
        program(
            library,
            new Stream() {
              @Override
              void text() {
                writing.countDown();
                await(goOn);
              }
            });
    Thread first = new Thread(() -> log.accept("first"));
    first.start();
    await(writing);
    List<String> afterwards = new ArrayList<>();
    Thread second =
        new Thread(
            () -> {
              log.accept("second");
              afterwards.addAll(slow);
            });
    slow.clear();
    second.start();
    while (!waitsInAppender(second)) {
      LockSupport.parkNanos(1_000_000);
    }
    InProgress.pass(50);
    goOn.countDown();
    second.join();
    first.join();

    assertThat(slow)
        .anyMatch(text -> text.matches("OutputStreamAppender 50 lock 50 sink 0 null"))
        .anyMatch(text -> text.matches("OutputStreamAppender 50 lock 0 sink 50 null"));
  }

  /** And not on its way there, for a class that is being loaded. */
  private static boolean waitsInAppender(Thread thread) {
    Thread.State state = thread.getState();
    return (state == Thread.State.WAITING || state == Thread.State.BLOCKED)
        && Arrays.stream(thread.getStackTrace())
            .limit(8)
            .anyMatch(frame -> frame.getClassName().contains(".OutputStream"));
  }

  @Test
  void tellsTheWaitForAnAppenderThatIsSynchronized() throws Exception {
    Consumer<Object> log = program("LogbackBase", OutputStream.nullOutputStream());
    log.accept("fine");

    assertThat(loader.hasWoven("ch/qos/logback/core/AppenderBase")).isTrue();
    assertThat(InProgress.depth()).isZero();
  }

  @Test
  void endsACallThatAnExceptionEnds() throws Exception {
    Consumer<Object> log = program("LogbackBase", OutputStream.nullOutputStream());

    assertThatThrownBy(() -> log.accept("fail")).isInstanceOf(Error.class);
    assertThat(InProgress.depth()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Logback", "Log4j"})
  void bearsAToStringThatLogs(String library) throws Exception {
    List<Integer> depths = new ArrayList<>();
    Consumer<Object> log =
        program(
            library,
            new Stream() {
              @Override
              void text() {
                depths.add(InProgress.depth());
              }
            });
    log.accept(
        new Object() {
          @Override
          public String toString() {
            log.accept("inner");
            return "outer";
          }
        });

    assertThat(depths).isNotEmpty().allMatch(depth -> depth >= 1);
    assertThat(InProgress.depth()).isZero();
  }

  /** The verifier of the class library: theirs would be the JVM's own, which has them already. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java/util/logging/Logger",
        "java/util/logging/StreamHandler",
        "java/util/logging/FileHandler",
        "java/io/PrintStream"
      })
  void weavesTheJdkSoThatItVerifies(String name) throws Exception {
    byte[] original;
    try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      original = in.readAllBytes();
    }
    byte[] woven =
        new io.wubdiag.agent.weaving.Weaver(List.of(new LogAspect()))
            .transform(null, null, name, null, null, original);

    assertThat(woven).isNotNull();
    ClassNode type = new ClassNode();
    new ClassReader(woven).accept(type, 0);
    assertThat(hooks(type)).isPositive();
    for (MethodNode method : type.methods) {
      new Analyzer<>(new BasicVerifier()).analyze(type.name, method);
    }
  }

  private static long hooks(ClassNode type) {
    String owner = LogHooks.class.getName().replace('.', '/');
    return type.methods.stream()
        .flatMap(method -> List.of(method.instructions.toArray()).stream())
        .filter(org.objectweb.asm.tree.MethodInsnNode.class::isInstance)
        .filter(call -> ((org.objectweb.asm.tree.MethodInsnNode) call).owner.equals(owner))
        .count();
  }

  @SuppressWarnings("unchecked")
  private Consumer<Object> program(String name, OutputStream stream) throws Exception {
    Function<OutputStream, Consumer<Object>> program =
        (Function<OutputStream, Consumer<Object>>)
            loader
                .loadClass(LogPrograms.class.getName() + "$" + name)
                .getConstructor()
                .newInstance();
    return program.apply(stream);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Is told when text comes. */
  private abstract static class Stream extends OutputStream {
    abstract void text();

    @Override
    public void write(int b) {
      text();
    }

    @Override
    public void write(byte[] text, int offset, int length) throws IOException {
      if (length > 0) {
        text();
      }
    }
  }
}
