package io.wubdiag.remix.worker;

import io.wubdiag.remix.arrange.RemixListener;
import io.wubdiag.remix.arrange.RemixSummary;
import io.wubdiag.remix.arrange.Remixer;
import io.wubdiag.remix.arrange.Style;
import io.wubdiag.remix.audio.UndecodableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes no music: the "song" is a script, a line for each thing that a worker may be up to. */
public final class ScriptedRemixer implements Remixer {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptedRemixer.class);

  @Override
  public RemixSummary remix(
      Path song, String name, Style style, OutputStream mp3, Path scratch, RemixListener listener)
      throws IOException, InterruptedException {
    for (String line : Files.readAllLines(song, StandardCharsets.ISO_8859_1)) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "progress" -> {
          for (int i = 0; i < 100; i++) {
            listener.progress(i / 100.0, "step " + i);
          }
        }
        case "log" -> {
          for (int i = 0; i < Integer.parseInt(words[1]); i++) {
            LOG.info("record {}", i);
          }
        }
        case "print" -> {
          byte[] noise = "noise without an end ".repeat(5000).getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < Integer.parseInt(words[1]); i++) {
            System.out.write(noise);
            System.err.write(noise);
          }
        }
        case "undecodable" -> throw new UndecodableException("That is no music.");
        case "bug" -> throw new IllegalStateException("a bug");
        case "exit" -> Runtime.getRuntime().halt(Integer.parseInt(words[1]));
        case "hang" -> {
          listener.progress(0.5, "hanging");
          while (true) {
            LockSupport.park();
          }
        }
        default -> {
          // the practice song's sound
        }
      }
    }
    byte[] sound = "sound".getBytes(StandardCharsets.UTF_8);
    mp3.write(sound);
    mp3.flush();
    listener.audible(sound.length);
    return new RemixSummary(name + " (remixed)", sound.length, 1);
  }
}
