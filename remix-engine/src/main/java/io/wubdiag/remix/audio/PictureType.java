package io.wubdiag.remix.audio;

import org.jspecify.annotations.Nullable;

/** The formats that a cover comes in, by the first bytes of a file. */
enum PictureType {
  JPEG("image/jpeg", 0xff, 0xd8, 0xff),
  PNG("image/png", 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');

  private final String mediaType;
  private final int[] signature;

  PictureType(String mediaType, int... signature) {
    this.mediaType = mediaType;
    this.signature = signature;
  }

  String mediaType() {
    return mediaType;
  }

  /** The format of a picture; null if it is none of these. */
  static @Nullable PictureType of(byte[] picture) {
    for (PictureType type : values()) {
      if (type.begins(picture)) {
        return type;
      }
    }
    return null;
  }

  private boolean begins(byte[] picture) {
    for (int i = 0; i < signature.length; i++) {
      if (i >= picture.length || (picture[i] & 0xff) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}
