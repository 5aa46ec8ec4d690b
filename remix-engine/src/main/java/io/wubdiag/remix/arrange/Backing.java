package io.wubdiag.remix.arrange;

/** The sounds that are laid over the song. */
enum Backing {
  /** Nothing: the song alone. */
  NONE,
  /** The wobbling bass with drums, and a splash where it begins. */
  WUB,
  /** Another figure of the bass with drums and hats. */
  BREAK,
  /** A splash that rings out. */
  SPLASH
}
