package io.wubdiag.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
  @Test
  void leavesOrdinaryTextAlone() {
    String text = "worker-1 Grüße 日本 🎵 (a_b$c)";

    assertThat(SafeText.escape(text)).isEqualTo(text);
  }

  @Test
  void escapesWhatATerminalActsOn() {
    assertThat(SafeText.escape("a\u001b[2Jb\r\nc\td\u0007\u0000\u007f\u0085\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u000d\\u000ac\\u0009d\\u0007\\u0000\\u007f\\u0085\\u009b");
  }

  @Test
  void escapesWhatTurnsTheDirectionOrEndsALine() {
    assertThat(SafeText.escape("\u202e\u2066\u200f\u2028\u2029\ufeff"))
        .isEqualTo("\\u202e\\u2066\\u200f\\u2028\\u2029\\ufeff");
  }

  @Test
  void escapesHalvesOfPairsAndFormatCharactersBeyondThem() {
    assertThat(SafeText.escape("\ud800x\udc00")).isEqualTo("\\ud800x\\udc00");
    assertThat(SafeText.escape("\udb40\udc01")).isEqualTo("\\udb40\\udc01");
  }

  @Test
  void shortensByWholeCharacters() {
    assertThat(SafeText.shorten("🎵".repeat(5), 5)).isEqualTo("🎵".repeat(5));
    assertThat(SafeText.shorten("🎵".repeat(6), 5)).isEqualTo("🎵🎵🎵🎵…");
  }

  @Test
  void shortensNamesBetweenEscapes() {
    assertThat(SafeText.name("\u0001".repeat(100), 20)).isEqualTo("\\u0001\\u0001\\u0001…");
    assertThat(SafeText.name("ab\u0001", 8)).isEqualTo("ab\\u0001");
    assertThat(SafeText.name("ab\u0001\u0001", 8)).isEqualTo("ab…");
  }

  @ParameterizedTest
  @CsvSource({"abc, 3", "日本, 4", "🎵, 2", "e\u0301, 1", "'', 0"})
  void countsColumns(String text, int columns) {
    assertThat(SafeText.columns(text)).isEqualTo(columns);
  }
}
