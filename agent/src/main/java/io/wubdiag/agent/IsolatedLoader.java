package io.wubdiag.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;

/**
 * Loads the agent's own classes, out of memory. Its parent is the boot loader, so it sees nothing
 * of the application, and nobody refers to it but who made it, so the application sees nothing of
 * it. Keeps no file open.
 */
final class IsolatedLoader extends ClassLoader {
  private static final String SUFFIX = ".class";

  private final Map<String, byte[]> classes = new HashMap<>();

  /** With all classes of that jar. */
  IsolatedLoader(InputStream jar) throws IOException {
    super("wubdiag-agent", null);
    JarInputStream entries = new JarInputStream(jar);
    for (JarEntry entry = entries.getNextJarEntry();
        entry != null;
        entry = entries.getNextJarEntry()) {
      if (entry.getName().endsWith(SUFFIX)) {
        classes.put(entry.getName(), entries.readAllBytes());
      }
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name.replace('.', '/') + SUFFIX);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}
