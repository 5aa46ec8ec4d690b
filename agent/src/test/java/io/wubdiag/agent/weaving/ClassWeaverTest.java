package io.wubdiag.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.agent.bootstrap.Held;
import io.wubdiag.agent.bootstrap.Tracing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/** Woven code does what it did, and the agent knows what it holds. */
class ClassWeaverTest {
  private final CallSites sites = new CallSites();
  private final Weaver weaver = new Weaver(List.of(new LockAspect(sites)));

  @BeforeEach
  void start() {
    Tracing.start();
  }

  @AfterEach
  void stop() {
    Tracing.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "block, [Object Sample.block]",
    "blockThatBeginsWithALoop, [Object Sample.blockThatBeginsWithALoop]",
    "nestedBlocks, '[Sample Sample.nestedBlocks x2, Object Sample.nestedBlocks]'",
    "method, [Sample Sample.method]",
    "staticMethod, [Class Sample.staticMethod]",
    "exceptionFromMethod, []",
    "exceptionFromBlock, []",
    "reentrantLock, [ReentrantLock Sample.reentrantLock]",
    "lockByItsInterface, [ReentrantLock Sample.lockByItsInterface]",
    "tryLock, [ReentrantLock Sample.tryLock]",
    "tryLockInVain, []",
    "readLock, [ReadLock Sample.readLock]",
    "ownLock, [Own Own.acquire]",
    "ownLockFromOutside, [Own Sample.ownLockFromOutside]",
    "noLock, []",
    "stampedWrite, [StampedLock Sample.stampedWrite]",
    "stampedRead, [StampedLock Sample.stampedRead x2]",
    "stampedConversion, [StampedLock Sample.stampedConversion]",
    "stampedInVain, [StampedLock Sample.stampedInVain]",
    "stampedView, [ReadLockView Sample.stampedView]",
    "permits, [Semaphore Sample.permits x6]",
    "latch, []",
    "references, [ReentrantLock Sample.references]",
    "objectWait, [Object Sample.objectWait]",
    "conditionAwait, [ReentrantLock Sample.conditionAwait]"
  })
  void knowsWhatIsHeld(String method, String held) throws ReflectiveOperationException {
    Object sample = new WovenLoader().sample();
    Method called = sample.getClass().getMethod(method);

    assertThat(called.invoke(sample)).hasToString(held);
    assertThat(Held.now()).isEmpty();
    assertThat(Held.awaited()).isEmpty();
    assertThat(Tracing.faults()).isZero();
  }

  @Test
  void keepsArguments() throws ReflectiveOperationException {
    Object sample = new WovenLoader().sample();
    Method called =
        sample.getClass().getMethod("methodWithArguments", long.class, double.class, String.class);

    assertThat(called.invoke(sample, 1L << 40, 2.5, "abc")).isEqualTo((1L << 40) + 2 + 3);
  }

  @Test
  void keepsTheLineOfWhoWaitsToEnterAMethod() {
    ClassNode woven = new ClassNode();
    new ClassReader(weave(Sample.class.getName())).accept(woven, 0);
    MethodNode method =
        woven.methods.stream().filter(each -> each.name.equals("method")).findFirst().orElseThrow();

    AbstractInsnNode first = method.instructions.getFirst();
    while (first.getOpcode() < 0 && !(first instanceof LineNumberNode)) {
      first = first.getNext();
    }
    assertThat(first).isInstanceOf(LineNumberNode.class);
  }

  @Test
  void givesTheSamePlaceTheSameNumber() throws ReflectiveOperationException {
    new WovenLoader().sample();
    int count = sites.count();
    new WovenLoader().sample();

    assertThat(sites.count()).isEqualTo(count).isPositive();
  }

  @Test
  void leavesClassesWithoutLocksAlone() {
    assertThat(weave(CallSitesTest.class.getName())).isNull();
  }

  @Test
  void weavesWhatItHasWovenAgainFromTheOriginalOnly() {
    assertThat(weave(Sample.class.getName())).isEqualTo(weave(Sample.class.getName()));
  }

  private byte[] weave(String className) {
    ClassLoader loader = ClassWeaverTest.class.getClassLoader();
    return weaver.weave(loader, className.replace('.', '/'), bytes(className));
  }

  private static byte[] bytes(String className) {
    String file = "/" + className.replace('.', '/') + ".class";
    try (InputStream in = ClassWeaverTest.class.getResourceAsStream(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads the sample woven, and has the JVM verify it. */
  private final class WovenLoader extends ClassLoader {
    WovenLoader() {
      super(ClassWeaverTest.class.getClassLoader());
    }

    Object sample() throws ReflectiveOperationException {
      return loadClass(Sample.class.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Sample.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] woven = weave(name);
      if (woven == null) {
        woven = bytes(name);
      }
      return defineClass(name, woven, 0, woven.length);
    }
  }
}
