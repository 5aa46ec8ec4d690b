package io.wubdiag.collect.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PagedMemoryTest {
  private static final long PAGE = 4096;

  private int read;

  /** Each page begins with its number. */
  private final PagedMemory memory =
      new PagedMemory(
          (address, into, offset, length) -> {
            read++;
            for (int i = 0; i < 8; i++) {
              into[offset + i] = (byte) (address / PAGE >>> 8 * i);
            }
          },
          Deadline.after(Duration.ofMinutes(1)));

  @Test
  void readsAPageOnceUntilItForgets() throws UnreadableMemory {
    memory.word(7 * PAGE);
    memory.word(7 * PAGE + 8);
    assertThat(read).isEqualTo(1);

    memory.forget();
    assertThat(memory.word(7 * PAGE)).isEqualTo(7);
    assertThat(read).isEqualTo(2);
  }

  @Test
  void readsMorePagesThanItKeeps() throws UnreadableMemory {
    for (long page = 0; page < 3 * PagedMemory.MOST_PAGES; page++) {
      assertThat(memory.word(page * PAGE)).isEqualTo(page);
    }
    assertThat(memory.word(0)).isZero();
    assertThat(read).isEqualTo(3 * PagedMemory.MOST_PAGES + 1);
  }

  @Test
  void endsAWalkThatReadsTooMuch() throws UnreadableMemory {
    for (long page = 0; page < PagedMemory.MOST_READ; page++) {
      memory.word(page * PAGE);
    }
    assertThatThrownBy(() -> memory.word(PagedMemory.MOST_READ * PAGE))
        .isInstanceOf(UnreadableMemory.class);

    memory.forget();
    assertThat(memory.word(PagedMemory.MOST_READ * PAGE)).isEqualTo(PagedMemory.MOST_READ);
  }
}
