package io.wubdiag.collect.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** This machine's name, from the kernel. A name service is not asked, since it could hang. */
public final class HostName {
  private static final int LONGEST = 256;

  private HostName() {}

  /** The host name; {@code localhost} if it can't be read. */
  public static String read(Machine machine) {
    try (ReadableFile file = machine.open("/proc/sys/kernel/hostname")) {
      byte[] name = new byte[LONGEST];
      int length = Math.max(0, file.read(0, name, 0, LONGEST));
      return new String(name, 0, length, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
