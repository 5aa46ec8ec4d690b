package io.wubdiag.remix.web;

import io.wubdiag.remix.text.ShownText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of files from clients and for clients. */
final class FileNames {
  /** The longest name that file systems allow, in characters. */
  static final int MAX_LENGTH = 255;

  private FileNames() {}

  /**
   * Checks a name that a client sent, and removes what is invisible or changes the direction of
   * text.
   *
   * @throws HttpProblem it is no file's name
   */
  static String checked(String name) throws HttpProblem {
    if (name.strip().codePoints().anyMatch(FileNames::isControl)) {
      throw bad("The file's name has control characters in it.");
    }
    // Whatever makes a name invalid may hide behind an invisible character.
    String text = ShownText.of(name, MAX_LENGTH + 1);
    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
      throw bad("The song's file has no name.");
    }
    if (text.length() > MAX_LENGTH) {
      throw bad("The file's name has more than " + MAX_LENGTH + " characters.");
    }
    if (text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
      throw bad("The file's name has a directory in it.");
    }
    return text;
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.SURROGATE
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
  }

  private static HttpProblem bad(String message) {
    return new HttpProblem(400, "bad-name", message, "Rename the file, and send it again.");
  }

  /** The file name of a remix: its title, with characters replaced that file systems refuse. */
  static String ofRemix(String title) {
    StringBuilder name = new StringBuilder();
    title
        .codePoints()
        .map(c -> !ShownText.isShown(c) || "/\\:*?\"<>|".indexOf(c) >= 0 ? '_' : c)
        .limit(180)
        .forEach(name::appendCodePoint);
    return name.toString().strip() + ".mp3";
  }

  /**
   * A {@code Content-Disposition} that makes clients save the answer under a name (RFC 6266): once
   * in ASCII for old clients, once in full (RFC 8187).
   */
  static String attachment(String name) {
    StringBuilder ascii = new StringBuilder();
    name.codePoints()
        .map(c -> c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '%' ? '_' : c)
        .forEach(ascii::appendCodePoint);
    StringBuilder full = new StringBuilder();
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      int c = octet & 0xff;
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "!#$&+-.^_`|~".indexOf(c) >= 0;
      full.append(plain ? String.valueOf((char) c) : String.format(Locale.ROOT, "%%%02X", c));
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + full;
  }
}
