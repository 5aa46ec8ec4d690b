package io.wubdiag.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent's own classes on demand. Its parent is the boot loader, so the agent sees nothing
 * of the application. Only its creator refers to it, so the application sees nothing of the agent.
 * Once closed, it loads nothing.
 */
final class IsolatedLoader extends ClassLoader implements AutoCloseable {
  private final JarFile classes;

  static {
    registerAsParallelCapable();
  }

  IsolatedLoader(JarFile classes) {
    super("wubdiag-agent", null);
    this.classes = classes;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      ZipEntry entry = classes.getEntry(name.replace('.', '/') + ".class");
      if (entry == null) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = classes.getInputStream(entry)) {
        bytes = in.readAllBytes();
      }
    } catch (IOException | IllegalStateException e) {
      throw new ClassNotFoundException(name, e);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /** Byte Buddy reads advice classes as resources. */
  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    try {
      ZipEntry entry = classes.getEntry(name);
      return entry == null ? null : classes.getInputStream(entry);
    } catch (IOException | IllegalStateException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }
}
