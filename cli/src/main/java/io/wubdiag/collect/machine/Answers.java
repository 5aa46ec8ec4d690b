package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Writes a machine's answers as bytes, and reads them back: values, and failures by their kind. */
final class Answers {
  private static final int VALUE = 0;
  private static final int ABSENT = 1;
  private static final int DENIED = 2;
  private static final int EXISTS = 3;
  private static final int EXCHANGE = 4;
  private static final int OTHER = 5;
  private static final int NOT_RECORDED = 6;

  private Answers() {}

  /** Writes or reads a value. */
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /** Reads a value. */
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  /** A value, in bytes. */
  static byte[] value(Writer writer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(VALUE);
      writer.write(out);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // can't happen: it writes to memory
    }
  }

  /** A failure, in bytes. */
  static byte[] failure(IOException failure) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeByte(kind(failure));
      out.writeUTF(shortened(String.valueOf(failure.getMessage())));
      if (failure instanceof ExchangeException exchange) {
        out.writeUTF(exchange.outcome().name());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // can't happen: it writes to memory
    }
  }

  /** The written value; a written failure is thrown again. */
  static <T> T read(byte[] answer, Reader<T> reader) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
    int kind = in.readByte();
    if (kind == VALUE) {
      return reader.read(in);
    }
    String message = in.readUTF();
    throw switch (kind) {
      case ABSENT -> new NoSuchFileException(message);
      case DENIED -> new AccessDeniedException(message);
      case EXISTS -> new FileAlreadyExistsException(message);
      case EXCHANGE -> new ExchangeException(Outcome.valueOf(in.readUTF()), message);
      case NOT_RECORDED -> new NotRecordedException(message);
      default -> new IOException(message);
    };
  }

  private static int kind(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return ABSENT;
    }
    if (failure instanceof AccessDeniedException) {
      return DENIED;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return EXISTS;
    }
    if (failure instanceof NotRecordedException) {
      return NOT_RECORDED;
    }
    return failure instanceof ExchangeException ? EXCHANGE : OTHER;
  }

  private static String shortened(String message) {
    return message.length() > 4096 ? message.substring(0, 4096) : message;
  }
}
