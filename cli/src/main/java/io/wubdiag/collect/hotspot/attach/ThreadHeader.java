package io.wubdiag.collect.hotspot.attach;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the first line of a thread says, in a thread dump of HotSpot 8 to 25 ({@code
 * JavaThread::print_on}, {@code Thread::print_on}, {@code OSThread::print_on}):
 *
 * <pre>
 * "NAME" #ID daemon prio=5 os_prio=0 cpu=0.14ms elapsed=1.22s tid=0xADDRESS nid=0xTID runnable  [0x…]
 * "NAME" #ID [TID] daemon prio=5 os_prio=0 cpu=… elapsed=… tid=0xADDRESS nid=TID runnable  [0x…]   (21)
 * "NAME" #ID [TID] daemon prio=5 os_prio=0 cpu=… elapsed=… tid=0xADDRESS  [0x…]   (carries a virtual thread)
 * "VM Thread" os_prio=0 cpu=2.61ms elapsed=3.48s tid=0xADDRESS nid=TID runnable
 * </pre>
 *
 * @param nameEnd where the name ends, in the text
 * @param javaId {@code Thread.threadId()}, 0 for a thread of the VM's own
 * @param address of the VM's thread object
 * @param nativeId the native thread's id as the process itself calls it, 0 if it is not told
 * @param cpu time on a processor, null if it is not told (before JDK 11)
 */
record ThreadHeader(
    int nameEnd, long javaId, boolean daemon, @Nullable Duration cpu, long address, long nativeId) {

  /**
   * Parses a line that may be the first line of a thread, or the last line of a name with line
   * breaks; null if it is neither. After the name no quotation mark follows, so the last one ends
   * it.
   */
  static @Nullable ThreadHeader read(String text, int start, int end) {
    int quote = end - 1;
    while (quote >= start && text.charAt(quote) != '"') {
      quote--;
    }
    if (quote < start) {
      return null;
    }
    int at = quote + 1;
    long javaId = 0;
    boolean daemon = false;
    Duration cpu = null;
    long address = 0;
    long nativeId = 0;
    while (at < end) {
      int wordEnd = at;
      while (wordEnd < end && text.charAt(wordEnd) != ' ') {
        wordEnd++;
      }
      if (text.startsWith("#", at)) {
        javaId = Digits.parseLong(text, at + 1, wordEnd);
      } else if (text.startsWith("daemon", at)) {
        daemon = true;
      } else if (text.startsWith("cpu=", at)) {
        cpu = milliseconds(text, at + 4, wordEnd);
      } else if (text.startsWith("tid=0x", at)) {
        address = Digits.parseHex(text, at + 6, wordEnd);
      } else if (text.startsWith("nid=0x", at)) {
        nativeId = Digits.parseHex(text, at + 6, wordEnd);
      } else if (text.startsWith("nid=", at)) {
        nativeId = Digits.parseLong(text, at + 4, wordEnd);
      } else if (text.startsWith("[", at) && address == 0) {
        nativeId = Digits.parseLong(text, at + 1, wordEnd - 1);
      }
      at = wordEnd + 1;
    }
    return address == 0 || javaId < 0
        ? null
        : new ThreadHeader(quote, javaId, daemon, cpu, address, Math.max(0, nativeId));
  }

  /** The duration in {@code 12.34ms}; null if the text has another form. */
  private static @Nullable Duration milliseconds(String text, int start, int end) {
    int point = end - ".00ms".length();
    if (point < start || text.charAt(point) != '.' || !text.startsWith("ms", end - 2)) {
      return null;
    }
    long millis = Digits.parseLong(text, start, point);
    long hundredths = Digits.parseLong(text, point + 1, point + 3);
    return millis < 0 || hundredths < 0
        ? null
        : Duration.ofNanos(millis * 1_000_000 + hundredths * 10_000);
  }
}
