package io.wubdiag.collect.machine;

import io.wubdiag.model.Attempt;
import java.util.HashMap;
import java.util.Map;

/**
 * A page cache over another process' memory. It reads each page once until {@link #forget()}, or
 * until it holds too many pages. Many small reads are cheap, and all words of a page are from one
 * instant. Every walk through it ends: at the deadline, or at the limit of bytes for one question.
 */
public final class PagedMemory implements Memory {
  private static final int SHIFT = 12;
  private static final int SIZE = 1 << SHIFT;

  /** 64 MiB are cached: more than the threads and locks of most JVMs need. */
  static final int MOST_PAGES = 16 * 1024;

  /**
   * 1 GiB is read for one question, enough for a hundred thousand virtual threads with their locks.
   */
  static final int MOST_READ = 16 * MOST_PAGES;

  /** A larger table is replaced, not cleared: clearing takes time in proportion to its size. */
  private static final int FEW_PAGES = 1024;

  private static final int CHECK_MASK = 0xffff;

  private final Memory source;
  private final Deadline deadline;
  private Map<Long, byte[]> pages = new HashMap<>();
  private int accesses;
  private int read;
  private long currentNumber = -1;
  private byte[] current = new byte[0];

  public PagedMemory(Memory source, Deadline deadline) {
    this.source = source;
    this.deadline = deadline;
  }

  /** Empties the cache: from now on everything is read anew. */
  public void forget() {
    if (pages.size() > FEW_PAGES) {
      pages = new HashMap<>();
    } else {
      pages.clear();
    }
    currentNumber = -1;
    read = 0;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws UnreadableMemory {
    int done = 0;
    while (done < length) {
      long from = address + done;
      byte[] page = page(from >>> SHIFT);
      int start = (int) from & (SIZE - 1);
      int count = Math.min(length - done, SIZE - start);
      System.arraycopy(page, start, into, offset + done, count);
      done += count;
    }
  }

  @Override
  public int uint8(long address) throws UnreadableMemory {
    return page(address >>> SHIFT)[(int) address & (SIZE - 1)] & 0xff;
  }

  @Override
  public int int32(long address) throws UnreadableMemory {
    int start = (int) address & (SIZE - 1);
    return start <= SIZE - 4
        ? LittleEndian.int32(page(address >>> SHIFT), start)
        : Memory.super.int32(address);
  }

  @Override
  public long word(long address) throws UnreadableMemory {
    int start = (int) address & (SIZE - 1);
    return start <= SIZE - 8
        ? LittleEndian.int64(page(address >>> SHIFT), start)
        : Memory.super.word(address);
  }

  private byte[] page(long number) throws UnreadableMemory {
    if ((++accesses & CHECK_MASK) == 0) {
      checkTime();
    }
    if (number == currentNumber) {
      return current;
    }
    byte[] page = pages.get(number);
    if (page == null) {
      checkTime();
      if (read >= MOST_READ) {
        throw UnreadableMemory.implausible("too much to read");
      }
      if (pages.size() >= MOST_PAGES) {
        pages = new HashMap<>();
      }
      read++;
      page = source.bytes(number << SHIFT, SIZE);
      pages.put(number, page);
    }
    currentNumber = number;
    current = page;
    return page;
  }

  private void checkTime() throws UnreadableMemory {
    if (deadline.hasPassed()) {
      throw new UnreadableMemory(Attempt.Outcome.TIMED_OUT, "no time was left");
    }
  }
}
