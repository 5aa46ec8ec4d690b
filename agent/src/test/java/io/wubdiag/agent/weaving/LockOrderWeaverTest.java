package io.wubdiag.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.wubdiag.agent.bootstrap.OrderEvent;
import io.wubdiag.agent.bootstrap.OrderEvent.Created;
import io.wubdiag.agent.bootstrap.OrderLog;
import io.wubdiag.agent.bootstrap.Tracing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Woven code tells which locks it creates and which threads it starts and joins. */
class LockOrderWeaverTest {
  private final LockOrderAspect aspect = new LockOrderAspect(new CallSites());
  private final Weaver weaver = new Weaver(List.of(new LockAspect(new CallSites()), aspect));

  @BeforeEach
  void start() {
    aspect.turnOn();
    Tracing.start();
    Tracing.startOrdering();
  }

  @AfterEach
  void stop() {
    Tracing.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "object, [Object]",
    "reentrantLock, [ReentrantLock]",
    "fairLock, '[ReentrantLock, ReentrantLock]'",
    "readWriteLock, [ReentrantReadWriteLock]",
    "thrownAway, [Object]",
    "base, [Base]",
    "derived, '[Derived, Derived, Object]'",
    "derivedByItsOtherConstructor, '[Derived, Derived, Object]'",
    "derivedWithABranch, '[ReentrantLock, Derived, Object]'",
    "starts, '[Started, Joined]'",
    "joinsForAWhile, '[Started, Joined]'",
    "joinsTooEarly, []",
    "noThread, []"
  })
  void tellsWhatHappens(String method, String events) throws ReflectiveOperationException {
    Object sample = new WovenLoader().sample();
    OrderLog.take();
    for (Method each : sample.getClass().getMethods()) {
      if (each.getName().equals(method)) {
        Object[] arguments = each.getParameterCount() == 0 ? new Object[0] : new Object[] {true};
        each.invoke(sample, arguments);
      }
    }

    assertThat(events()).hasToString(events);
    assertThat(Tracing.faults()).isZero();
  }

  @Test
  void weavesNothingWhileItIsOff() {
    LockOrderAspect off = new LockOrderAspect(new CallSites());

    assertThat(off.concerns(getClass().getClassLoader(), "io/wubdiag/Any")).isFalse();
  }

  private static List<String> events() {
    List<String> events = new ArrayList<>();
    for (OrderEvent event = OrderLog.take(); event != null; event = event.takeNext()) {
      Object about = event instanceof Created created ? created.lock() : event;
      events.add(about == null ? "collected" : about.getClass().getSimpleName());
    }
    return events;
  }

  private final class WovenLoader extends ClassLoader {
    WovenLoader() {
      super(LockOrderWeaverTest.class.getClassLoader());
    }

    Object sample() throws ReflectiveOperationException {
      return loadClass(OrderSample.class.getName()).getConstructor().newInstance();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OrderSample.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] original = bytes(name);
      byte[] woven = weaver.weave(getParent(), name.replace('.', '/'), original);
      byte[] defined = woven == null ? original : woven;
      return defineClass(name, defined, 0, defined.length);
    }

    private static byte[] bytes(String className) {
      String file = "/" + className.replace('.', '/') + ".class";
      try (InputStream in = LockOrderWeaverTest.class.getResourceAsStream(file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
