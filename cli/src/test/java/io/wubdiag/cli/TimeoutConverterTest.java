package io.wubdiag.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeoutConverterTest {
  private final TimeoutConverter converter = new TimeoutConverter();

  @Test
  void readsSecondsUnlessAUnitIsGiven() {
    assertThat(converter.convert("10")).isEqualTo(Duration.ofSeconds(10));
    assertThat(converter.convert("1.5s")).isEqualTo(Duration.ofMillis(1500));
    assertThat(converter.convert("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(converter.convert("2m")).isEqualTo(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "ten", "10 parsecs", "10h", "-1", "0", "NaN", "Infinity", "1e9"})
  void refusesWhatIsNoUsefulTime(String text) {
    assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
  }
}
