package io.wubdiag.remix.rpc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one frame says. Arguments and results are left as the CBOR that they came as: the thread
 * that wants them reads them.
 */
sealed interface Message {
  /** The kinds of frames: their first byte. */
  byte CALL = 1;

  byte ONE_WAY = 2;
  byte RETURNED = 3;
  byte THREW = 4;
  byte FAREWELL = 5;

  /** Stands for "in no call" in {@link Call#within}. */
  long NOWHERE = 0;

  /** Stands for "in a call that nobody waits for" in {@link Call#within}. */
  long UNAWAITED = -1;

  /**
   * A call.
   *
   * @param oneWay whether the caller goes on without a reply
   * @param id by which the reply refers to it; 0 if none is wanted. A one-way call has one now and
   *     then, to learn how far the peer is
   * @param within the call of the receiver's in which this one was made, or {@link #NOWHERE} or
   *     {@link #UNAWAITED}
   * @param callback the number of the object that was passed as a callback; 0 for an exported one
   * @param method the {@link RemoteMethod#key() key} of the method
   * @param arguments the frame, which has the arguments from its position on
   */
  record Call(
      boolean oneWay, long id, long within, long callback, String method, ByteBuffer arguments)
      implements Message {}

  /** The end of a call, with its result from the buffer's position on; nothing if void. */
  record Returned(long id, ByteBuffer result) implements Message {}

  /**
   * The end of a call by an exception.
   *
   * @param declared the class among those that the method declares which it is to arrive as; empty
   *     if it is none of them
   */
  record Threw(
      long id, String declared, String className, @Nullable String message, String stackTrace)
      implements Message {}

  /** The last message: the sender closes the connection, and why, to follow its name. */
  record Farewell(String reason) implements Message {}

  /**
   * @throws MalformedFrameException it says nothing that a peer would
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
        default -> throw new MalformedFrameException("a frame of the unknown kind " + kind);
      };
    } catch (BufferUnderflowException e) {
      throw new MalformedFrameException("a frame that ends before what it says does");
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

  /** Begins a frame with a call; the arguments are to follow. */
  static void beginCall(
      FrameBuilder out, boolean oneWay, long id, long within, long callback, String method) {
    out.write(oneWay ? ONE_WAY : CALL);
    out.putLong(id);
    out.putLong(within);
    out.putLong(callback);
    out.putString(method);
  }

  /** Has a call that was begun with another id ask for a reply. */
  static void setCallId(FrameBuilder out, long id) {
    out.setLong(FrameBuilder.PREFIX + 1, id);
  }

  /** Begins a frame with the end of a call; the result is to follow, unless it is void. */
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
