package io.wubdiag.remix.arrange;

import java.util.Locale;

/** The styles that a song can be remixed in. */
public enum Style {
  /** Half-time drums and a wobbling bass at 140 beats per minute. */
  DUBSTEP,
  /** Four on the floor. */
  ELECTRO_HOUSE;

  /** Its name for people and on the command line: lower case, with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
