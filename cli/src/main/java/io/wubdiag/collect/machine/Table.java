package io.wubdiag.collect.machine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table of byte arrays without duplicates: most pages of a forked child equal its parent's. */
final class Table {
  static final Charset CHARSET = StandardCharsets.UTF_8;

  private static final int LONGEST = 1 << 28;

  private final List<byte[]> pieces = new ArrayList<>();
  private final Map<ByteBuffer, Integer> places = new HashMap<>();

  /** The index of this piece, which is added if it is new. */
  int place(byte[] piece) {
    Integer known = places.putIfAbsent(ByteBuffer.wrap(piece), pieces.size());
    if (known == null) {
      pieces.add(piece);
      return pieces.size() - 1;
    }
    return known;
  }

  byte[] get(int place) throws IOException {
    if (place < 0 || place >= pieces.size()) {
      throw new IOException("a damaged recording: no piece " + place);
    }
    return pieces.get(place);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(pieces.size());
    for (byte[] piece : pieces) {
      out.writeInt(piece.length);
      out.write(piece);
    }
  }

  static Table read(DataInput in) throws IOException {
    Table table = new Table();
    for (int left = in.readInt(); left > 0; left--) {
      int length = in.readInt();
      if (length < 0 || length > LONGEST) {
        throw new IOException("a damaged recording: a piece of " + length + " bytes");
      }
      byte[] piece = new byte[length];
      in.readFully(piece);
      table.pieces.add(piece);
    }
    return table;
  }
}
