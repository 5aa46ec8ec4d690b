package io.wubdiag.remix.rpc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The content of one frame. Arguments and results remain CBOR: the thread that uses them decodes
 * them.
 */
sealed interface Message {
  /** The kinds of frames: their first byte. */
  byte CALL = 1;

  byte ONE_WAY = 2;
  byte RETURNED = 3;
  byte THREW = 4;
  byte FAREWELL = 5;

  /** The value of {@link Call#within} for a call that is not nested. */
  long NOWHERE = 0;

  /** The value of {@link Call#within} for a call within a one-way call. */
  long UNAWAITED = -1;

  /**
   * A call.
   *
   * @param oneWay whether the caller continues without a reply
   * @param id the number by which the reply refers to the call; 0 for no reply. Some one-way calls
   *     have one, to learn how far the peer is
   * @param within the id of the receiver's call that contains this one, or {@link #NOWHERE} or
   *     {@link #UNAWAITED}
   * @param callback the number of the object that was passed as a callback; 0 for an exported one
   * @param method the {@link RemoteMethod#key() key} of the method
   * @param arguments the frame; the arguments start at its position
   */
  record Call(
      boolean oneWay, long id, long within, long callback, String method, ByteBuffer arguments)
      implements Message {}

  /**
   * The end of a call by a return. The result starts at the buffer's position; a void method has
   * none.
   */
  record Returned(long id, ByteBuffer result) implements Message {}

  /**
   * The end of a call by an exception.
   *
   * @param declared the declared class in which the exception will arrive; empty for none
   */
  record Threw(
      long id, String declared, String className, @Nullable String message, String stackTrace)
      implements Message {}

  /** The last message: the sender closes the connection. The reason follows its name. */
  record Farewell(String reason) implements Message {}

  /**
   * @throws MalformedFrameException the frame is not a message
   */
  static Message read(byte[] frame) throws MalformedFrameException {
    ByteBuffer in = ByteBuffer.wrap(frame);
    try {
      byte kind = in.get();
      return switch (kind) {
        case CALL, ONE_WAY ->
            new Call(
                kind == ONE_WAY, in.getLong(), in.getLong(), in.getLong(), string(in), in.slice());
        case RETURNED -> new Returned(in.getLong(), in.slice());
        case THREW -> {
          long id = in.getLong();
          String declared = string(in);
          String className = string(in);
          String message = in.get() == 0 ? null : string(in);
          yield new Threw(id, declared, className, message, string(in));
        }
        case FAREWELL -> new Farewell(string(in));
        default -> throw new MalformedFrameException("a frame of unknown kind " + kind);
      };
    } catch (BufferUnderflowException e) {
      throw new MalformedFrameException("a frame that is truncated");
    }
  }

  private static String string(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    String value =
        new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
    in.position(in.position() + length);
    return value;
  }

  /** Begins the frame of a call; its arguments follow. */
  static void beginCall(
      FrameBuilder out, boolean oneWay, long id, long within, long callback, String method) {
    out.write(oneWay ? ONE_WAY : CALL);
    out.putLong(id);
    out.putLong(within);
    out.putLong(callback);
    out.putString(method);
  }

  /** Makes a call ask for a reply: gives it an id. */
  static void setCallId(FrameBuilder out, long id) {
    out.setLong(FrameBuilder.PREFIX + 1, id);
  }

  /** Begins the frame of a return; the result follows, unless the method is void. */
  static void beginReturned(FrameBuilder out, long id) {
    out.write(RETURNED);
    out.putLong(id);
  }

  static void putThrew(FrameBuilder out, Threw threw) {
    out.write(THREW);
    out.putLong(threw.id());
    out.putString(threw.declared());
    out.putString(threw.className());
    out.write(threw.message() == null ? 0 : 1);
    if (threw.message() != null) {
      out.putString(threw.message());
    }
    out.putString(threw.stackTrace());
  }

  static void putFarewell(FrameBuilder out, String reason) {
    out.write(FAREWELL);
    out.putString(reason);
  }
}
