package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name, as the kernel has it; asks no name service, which could hang. */
public final class HostName {
  private HostName() {}

  public static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
