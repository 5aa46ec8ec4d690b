package io.wubdiag.remix.rpc;

import java.io.IOException;

/** The peer sent a malformed frame. The message completes "because it sent …". */
final class MalformedFrameException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedFrameException(String message) {
    super(message);
  }
}
