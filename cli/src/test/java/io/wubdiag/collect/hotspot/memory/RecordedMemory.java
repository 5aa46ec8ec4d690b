package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.machine.Memory;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory as a map from page to bytes, which a test can fill from a live process and then falsify.
 */
final class RecordedMemory implements Memory {
  static final int PAGE = 4096;

  private final Memory source;
  private final Map<Long, byte[]> pages = new HashMap<>();

  /** Records all reads of the source. */
  RecordedMemory(Memory source) {
    this.source = source;
  }

  /** Memory in which only the given pages are mapped. */
  RecordedMemory() {
    this(
        (address, into, offset, length) -> {
          throw UnreadableMemory.implausible("not mapped");
        });
  }

  /** A copy of the pages, no longer backed by a source. */
  RecordedMemory copy() {
    RecordedMemory copy = new RecordedMemory();
    pages.forEach((number, page) -> copy.pages.put(number, page.clone()));
    return copy;
  }

  Map<Long, byte[]> pages() {
    return pages;
  }

  void put(long address, byte... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      long at = address + i;
      pages.computeIfAbsent(at / PAGE, number -> new byte[PAGE])[(int) (at % PAGE)] = bytes[i];
    }
  }

  void putWord(long address, long word) {
    byte[] bytes = new byte[8];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (word >>> (8 * i));
    }
    put(address, bytes);
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws UnreadableMemory {
    for (int i = 0; i < length; i++) {
      long at = address + i;
      byte[] page = pages.get(Math.floorDiv(at, PAGE));
      if (page == null) {
        page = source.bytes(Math.floorDiv(at, PAGE) * PAGE, PAGE);
        pages.put(Math.floorDiv(at, PAGE), page);
      }
      into[offset + i] = page[Math.floorMod(at, PAGE)];
    }
  }
}
