package io.wubdiag.collect.hotspot.attach;

/**
 * Modified UTF-8, HotSpot's encoding of text. It encodes zero as two bytes, and a character beyond
 * U+FFFF as its two surrogates with three bytes each (JVM specification 4.4.7).
 */
final class ModifiedUtf8 {
  private ModifiedUtf8() {}

  /** Decodes text in which each character is a byte. Malformed bytes become U+FFFD. */
  static String decode(String bytes) {
    int length = bytes.length();
    int i = 0;
    while (i < length && bytes.charAt(i) < 0x80) {
      i++;
    }
    if (i == length) {
      return bytes;
    }
    StringBuilder text = new StringBuilder(length).append(bytes, 0, i);
    while (i < length) {
      int first = bytes.charAt(i);
      int more = first < 0x80 ? 0 : first >> 5 == 0b110 ? 1 : first >> 4 == 0b1110 ? 2 : -1;
      int code = more == 0 ? first : more == 1 ? first & 0x1F : first & 0x0F;
      for (int k = 1; k <= more; k++) {
        int next = i + k < length ? bytes.charAt(i + k) : 0;
        if (next >> 6 != 0b10) {
          more = -1;
        }
        code = code << 6 | (next & 0x3F);
      }
      text.append(more < 0 ? '\uFFFD' : (char) code);
      i += 1 + Math.max(0, more);
    }
    return text.toString();
  }
}
