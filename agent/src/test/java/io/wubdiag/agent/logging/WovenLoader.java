package io.wubdiag.agent.logging;

import io.wubdiag.agent.weaving.CallSites;
import io.wubdiag.agent.weaving.LockAspect;
import io.wubdiag.agent.weaving.Weaver;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Loads logging libraries, and the programs that use them, woven. */
final class WovenLoader extends ClassLoader {
  private final Weaver weaver =
      new Weaver(List.of(new LogAspect(), new LockAspect(new CallSites())));

  WovenLoader() {
    super("woven", WovenLoader.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    boolean ours =
        name.startsWith("ch.qos.logback.")
            || name.startsWith("org.apache.logging.log4j.")
            || name.startsWith("org.slf4j.")
            || name.startsWith(LogPrograms.class.getName() + "$");
    if (!ours || name.equals(LogPrograms.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String internal = name.replace('.', '/');
    try (InputStream in = getParent().getResourceAsStream(internal + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] original = in.readAllBytes();
      byte[] woven = weaver.transform(null, this, internal, null, null, original);
      if (!weaver.failed().isEmpty()) {
        throw new ClassNotFoundException(name + " could not be woven");
      }
      byte[] bytes = woven == null ? original : woven;
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  boolean hasWoven(String name) {
    return weaver.hasWoven(name);
  }
}
