package io.wubdiag.remix.cli;

import io.wubdiag.remix.arrange.Style;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a style by its label. */
final class StyleConverter implements ITypeConverter<Style> {
  @Override
  public Style convert(String text) {
    for (Style style : Style.values()) {
      if (style.label().equalsIgnoreCase(text)) {
        return style;
      }
    }
    throw new TypeConversionException(
        "there is no style '"
            + text
            + "', only "
            + Arrays.stream(Style.values()).map(Style::label).collect(Collectors.joining(", ")));
  }
}
