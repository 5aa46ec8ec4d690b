package io.wubdiag.remix.job;

import io.wubdiag.remix.files.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of jobs: {@code uploads/} for uploads in progress, and for each job a directory in
 * {@code jobs/}, named by its id, with {@code song}, {@code remix-1.mp3} (the file of the first
 * attempt), {@code analysis.json} and {@code diagnosis.txt}.
 */
public final class JobFiles {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** 128 bits: 22 characters that a URL can have. */
  private static final int ID_BYTES = 16;

  private final Path uploads;
  private final Path jobs;

  /** Creates the directories if they are missing. */
  public JobFiles(Path directory) throws IOException {
    this.uploads = Files.createDirectories(directory.resolve("uploads")).toRealPath();
    this.jobs = Files.createDirectories(directory.resolve("jobs")).toRealPath();
  }

  /** Makes an id for a job. It can't be guessed. */
  public static String newId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public Path uploads() {
    return uploads;
  }

  public Path song(String id) {
    return directory(id).resolve("song");
  }

  /** The file to which an attempt writes the remix. Each attempt has its own. */
  public Path remix(String id, int attempt) {
    return directory(id).resolve("remix-" + attempt + ".mp3");
  }

  public Path analysis(String id) {
    return directory(id).resolve("analysis.json");
  }

  /** wubdiag's reports on workers that got stuck over the job, as text. */
  public Path diagnosis(String id) {
    return directory(id).resolve("diagnosis.txt");
  }

  private Path diagnosisJson(String id, int attempt) {
    return directory(id).resolve("diagnosis-" + attempt + ".json");
  }

  private Path directory(String id) {
    return jobs.resolve(id);
  }

  /** Whether any job has a directory. */
  public boolean any() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(jobs)) {
      return all.iterator().hasNext();
    }
  }

  /**
   * Moves an upload to the job's directory, and syncs it to disk: each job's row has its song.
   *
   * @throws IllegalArgumentException it does not lie in {@link #uploads()}
   */
  public void takeIn(Path upload, String id) throws IOException {
    Path parent = upload.toAbsolutePath().getParent();
    if (parent == null || !parent.toRealPath().equals(uploads)) {
      throw new IllegalArgumentException(upload + " is not in " + uploads);
    }
    sync(upload);
    Files.createDirectory(directory(id));
    boolean moved = false;
    try {
      Files.move(upload, song(id), StandardCopyOption.ATOMIC_MOVE);
      moved = true;
      sync(directory(id));
      sync(jobs);
    } finally {
      if (!moved) {
        delete(id);
      }
    }
  }

  /** Moves a song back to the uploads, because the job was not created. */
  public void giveBack(String id, Path upload) throws IOException {
    Files.move(song(id), upload, StandardCopyOption.ATOMIC_MOVE);
    delete(id);
  }

  /** Syncs a file, or the names in a directory, to disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Syncs a complete remix to disk.
   *
   * @throws IOException it has not as many bytes, or can't be read
   */
  public static void seal(Path remix, long bytes) throws IOException {
    long size = Files.size(remix);
    if (size != bytes) {
      throw new IOException("its file has " + size + " bytes instead of " + bytes + ": " + remix);
    }
    sync(remix);
  }

  /** Adds a report on a job. */
  public void addDiagnosis(String id, int attempt, String text, @Nullable String json)
      throws IOException {
    Files.writeString(diagnosis(id), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (json != null) {
      Files.writeString(diagnosisJson(id, attempt), json);
    }
  }

  /** Reads a small file of a job as text, if it exists. */
  public Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Deletes the files that an ended job no longer needs. */
  public void tidy(Job job) throws IOException {
    Path directory = directory(job.id());
    if (!Files.isDirectory(directory)) {
      return;
    }
    Path remix = remix(job.id(), job.attempts());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean audio = name.equals("song") || name.startsWith("remix-");
        if (audio && !(job.state() == JobState.DONE && file.equals(remix))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Deletes the files of attempts of an earlier engine. */
  public void deleteRemixes(String id) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(id), "remix-*")) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The size of a job's files in bytes. */
  public long size(String id) throws IOException {
    long size = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(id))) {
      for (Path file : files) {
        size += Files.size(file);
      }
    } catch (NoSuchFileException e) {
      return size;
    }
    return size;
  }

  /** Deletes all files of a job. */
  public void delete(String id) throws IOException {
    Directories.delete(directory(id));
  }

  /** Deletes the uploads that a killed engine left behind. */
  public void emptyUploads() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(uploads)) {
      for (Path file : files) {
        Directories.delete(file);
      }
    }
  }

  /** Deletes directories without a job: their jobs were never acknowledged. */
  public void deleteOrphans(Set<String> known) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(jobs)) {
      for (Path directory : directories) {
        if (!known.contains(directory.getFileName().toString())) {
          Directories.delete(directory);
        }
      }
    }
  }
}
