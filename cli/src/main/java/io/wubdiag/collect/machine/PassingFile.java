package io.wubdiag.collect.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file in a directory of another process. It is deleted when it is closed, or when this
 * JVM is told to end. It is deleted through its directory's descriptor, so also when {@code
 * /proc/PID} has gone meanwhile.
 */
final class PassingFile implements PassedFile {
  private static final Set<PassingFile> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(PassingFile::closeAll, "wubdiag-clean-up"));
  }

  private final SecureDirectoryStream<Path> directory;
  private final Path name;
  private final FileChannel channel;
  private volatile boolean named = true;

  private PassingFile(SecureDirectoryStream<Path> directory, Path name, FileChannel channel) {
    this.directory = directory;
    this.name = name;
    this.channel = channel;
  }

  /**
   * Creates the file, empty.
   *
   * @param owner who is to own it, null for us; only root can give a file away
   * @throws java.nio.file.FileAlreadyExistsException if a file or link of this name exists
   */
  @SuppressWarnings("StreamResourceLeak") // closed with the file
  static PassingFile create(Path directory, String name, @Nullable UserPrincipal owner)
      throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
    if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
      stream.close();
      throw new IOException("no access by directory descriptors");
    }
    Path relative = Path.of(name);
    PassingFile file;
    try {
      file = new PassingFile(secure, relative, open(secure, relative));
    } catch (IOException | RuntimeException e) {
      secure.close();
      throw e;
    }
    OPEN.add(file);
    try {
      if (owner != null) {
        secure
            .getFileAttributeView(relative, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setOwner(owner);
      }
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
    return file;
  }

  /** Initialises the class. While this JVM ends, it could no longer register its hook. */
  static void prepare() {}

  private static FileChannel open(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    return (FileChannel)
        directory.newByteChannel(
            name,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            ownerOnly);
  }

  @Override
  public int read(long position, byte[] into, int offset, int length) throws IOException {
    return channel.read(ByteBuffer.wrap(into, offset, length), position);
  }

  @Override
  public long length() throws IOException {
    return channel.size();
  }

  @Override
  public OutputStream output() throws IOException {
    return Channels.newOutputStream(channel.position(channel.size()));
  }

  @Override
  public void loseName() throws IOException {
    directory.deleteFile(name);
    named = false;
  }

  @Override
  public void close() {
    if (OPEN.remove(this)) {
      try (directory;
          channel) {
        if (named) {
          directory.deleteFile(name);
        }
      } catch (IOException e) {
        // The other process, or a cleaner of /tmp, was faster.
      }
    }
  }

  private static void closeAll() {
    for (PassingFile file : OPEN) {
      file.close();
    }
  }
}
