package io.wubdiag.remix.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTextTest {
  @Test
  void removesWhatIsInvisibleOrTurnsDirection() {
    for (int c :
        new int[] {
          0, 7, 0x1b, 0x7f, 0x9b, 0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f, 0x202a, 0x202b,
          0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xd800, 0xdc00, 0xe000,
          0xfeff, 0xfff9, 0xe0001, 0xe0041, 0x10fffd
        }) {
      String text = "a" + Character.toString(c) + "b";
      assertThat(ShownText.of(text, 99)).as("U+%04X", c).isEqualTo("ab");
    }
  }

  @Test
  void makesOneLine() {
    assertThat(ShownText.of("\ta\r\nb\u2028c\u2029d\u0085e ", 99)).isEqualTo("a  b c d e");
  }

  @Test
  void keepsAllScriptsAndEmojis() {
    String text =
        "M\u00f6tley \u65e5\u672c \u0634\u0628 \u06cc\u200c\u06a9"
            + " \ud83d\udc69\u200d\ud83c\udfa4 \u2764\ufe0f";
    assertThat(ShownText.of(text, 99)).isEqualTo(text);
  }

  @Test
  void cutsNoPairInTwo() {
    assertThat(ShownText.of("ab\ud83d\udd0a", 3)).isEqualTo("ab");
    assertThat(ShownText.of("ab\ud83d\udd0a", 4)).isEqualTo("ab\ud83d\udd0a");
  }
}
