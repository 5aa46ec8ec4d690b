package io.wubdiag.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses durations: {@code 10}, {@code 10s}, {@code 1.5s}, {@code 500ms} or {@code 2m}. */
public final class TimeoutConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    int unitAt = text.length();
    while (unitAt > 0 && Character.isLetter(text.charAt(unitAt - 1))) {
      unitAt--;
    }
    long nanosPerUnit =
        switch (text.substring(unitAt)) {
          case "ms" -> 1_000_000L;
          case "", "s" -> 1_000_000_000L;
          case "m", "min" -> 60_000_000_000L;
          default -> throw wrong(text);
        };
    double amount;
    try {
      amount = Double.parseDouble(text.substring(0, unitAt));
    } catch (NumberFormatException e) {
      throw wrong(text);
    }
    double nanos = amount * nanosPerUnit;
    if (!(nanos >= 1_000_000 && nanos <= 3600e9)) {
      throw new TypeConversionException("'" + text + "' is not between 1ms and 60m");
    }
    return Duration.ofNanos((long) nanos);
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException("'" + text + "' is not a duration such as 10s or 500ms");
  }
}
