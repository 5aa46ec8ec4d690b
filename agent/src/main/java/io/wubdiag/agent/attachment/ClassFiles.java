package io.wubdiag.agent.attachment;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files that classes were loaded from, at the location that each class names. It does not
 * ask the application's class loaders: they may need locks that an application's thread holds.
 */
final class ClassFiles implements AutoCloseable {
  private final Map<String, Source> sources = new HashMap<>();
  private final Instant started = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);

  private interface Source extends AutoCloseable {
    byte @Nullable [] read(String file) throws IOException;

    @Override
    default void close() throws IOException {}
  }

  /**
   * The content of a class file; null if the file is missing or may have changed.
   *
   * @param name of the class, with slashes
   */
  byte @Nullable [] read(Class<?> type, String name) {
    try {
      CodeSource code = type.getProtectionDomain().getCodeSource();
      URL location = code == null ? null : code.getLocation();
      if (location == null || !location.getProtocol().equals("file")) {
        return null;
      }
      Source source = sources.get(location.toExternalForm());
      if (source == null) {
        source = open(Path.of(URI.create(location.toExternalForm())));
        sources.put(location.toExternalForm(), source);
      }
      return source.read(name + ".class");
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private Source open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return file -> {
        Path found = path.resolve(file);
        return isUnchanged(found) ? Files.readAllBytes(found) : null;
      };
    }
    if (!isUnchanged(path)) {
      return file -> null;
    }
    JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, Runtime.version());
    return new Source() {
      @Override
      public byte @Nullable [] read(String file) throws IOException {
        ZipEntry entry = jar.getEntry(file);
        if (entry == null) {
          return null;
        }
        try (InputStream in = jar.getInputStream(entry)) {
          return in.readAllBytes();
        }
      }

      @Override
      public void close() throws IOException {
        jar.close();
      }
    };
  }

  /** Whether the file is unchanged since this JVM started. */
  private boolean isUnchanged(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isBefore(started);
  }

  @Override
  public void close() {
    for (Source source : sources.values()) {
      try {
        source.close();
      } catch (Exception e) {
        // The file was only read, so a failure to close it does no harm.
      }
    }
    sources.clear();
  }
}
