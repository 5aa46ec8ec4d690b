package io.wubdiag.collect.hotspot.attach;

import java.util.Random;

/** Damages a text as accidents and attackers do. */
final class Damage {
  private static final String[] SPLINTERS = {
    "\"",
    "\n",
    "\t",
    "<0x",
    ">",
    " (a ",
    ")",
    "(",
    "#",
    "tid=0x",
    "nid=",
    "\"\n",
    "{",
    "}",
    "0x",
    "\0",
    "\u00ff",
    "[",
    "]",
    "\\",
    "null",
    "@",
    "java.lang.Class for "
  };

  private Damage() {}

  static String inflict(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    int wounds = 1 + random.nextInt(30);
    for (int i = 0; i < wounds && damaged.length() > 1; i++) {
      int at = random.nextInt(damaged.length());
      int end = Math.min(damaged.length(), at + 1 + random.nextInt(40));
      switch (random.nextInt(6)) {
        case 0 -> damaged.setCharAt(at, (char) random.nextInt(256));
        case 1 -> damaged.delete(at, end);
        case 2 -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
        case 3 -> damaged.insert(at, SPLINTERS[random.nextInt(SPLINTERS.length)]);
        case 4 -> damaged.replace(at, end, SPLINTERS[random.nextInt(SPLINTERS.length)]);
        default -> {
          if (random.nextInt(20) == 0) {
            damaged.setLength(at);
          }
        }
      }
    }
    return damaged.toString();
  }
}
