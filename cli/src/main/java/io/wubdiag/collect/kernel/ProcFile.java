package io.wubdiag.collect.kernel;

import io.wubdiag.collect.machine.Machine;
import io.wubdiag.collect.machine.NotRecordedException;
import io.wubdiag.collect.machine.ReadableFile;
import io.wubdiag.model.ProcessState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reader for the files under {@code /proc}. It reads one file after the other into one buffer,
 * and parses it there. Not thread-safe.
 *
 * <p>A capture reads thousands of these files once, in a JVM that has just started; hence no
 * strings, streams or patterns here.
 */
public final class ProcFile {
  /** The reason why a file could not be read. */
  public enum Failure {
    NONE,
    /** The file does not exist: its process or task has ended, or this kernel has no such file. */
    ABSENT,
    DENIED
  }

  /**
   * More than a page. The kernel gives at most a page at once of a file that it makes up on
   * reading.
   */
  private static final int INITIAL = 8192;

  private final Machine machine;
  private byte[] bytes = new byte[INITIAL];
  private int length;
  private int position;
  private Failure failure = Failure.NONE;

  public ProcFile(Machine machine) {
    this.machine = machine;
  }

  /**
   * Reads a file that the kernel gives in one piece ({@code stat}, {@code syscall}, …).
   *
   * @return whether it could be read; {@link #failure()} says why not
   */
  public boolean load(String path) {
    return load(path, false, INITIAL);
  }

  /** Reads a file of any size, or its first {@code limit} bytes. */
  public boolean loadAll(String path, int limit) {
    return load(path, true, limit);
  }

  private boolean load(String path, boolean toItsEnd, int limit) {
    length = 0;
    position = 0;
    failure = Failure.NONE;
    try (ReadableFile file = machine.open(path)) {
      do {
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, (int) Math.min(limit, 2L * bytes.length));
        }
        int count = file.read(length, bytes, length, Math.min(limit, bytes.length) - length);
        if (count <= 0) {
          break;
        }
        length += count;
      } while (toItsEnd && length < limit);
      return true;
    } catch (AccessDeniedException e) {
      return failed(Failure.DENIED);
    } catch (NoSuchFileException | NotRecordedException e) {
      return failed(Failure.ABSENT);
    } catch (IOException e) {
      return failed(machine.exists(path) ? Failure.DENIED : Failure.ABSENT);
    }
  }

  private boolean failed(Failure why) {
    length = 0;
    failure = why;
    return false;
  }

  public Failure failure() {
    return failure;
  }

  int length() {
    return length;
  }

  boolean atEnd() {
    return position >= length;
  }

  public void skipSpaces() {
    while (position < length && (bytes[position] == ' ' || bytes[position] == '\t')) {
      position++;
    }
  }

  /** Goes to the beginning of the next line; false at the last line. */
  public boolean nextLine() {
    byte[] text = bytes; // this loop goes over most of what is read, and is interpreted at first
    int end = length;
    int at = position;
    while (at < end && text[at] != '\n') {
      at++;
    }
    position = Math.min(end, at + 1);
    return position < end;
  }

  /** Steps over this many words of the line. */
  public void skipWords(int count) {
    for (int i = 0; i < count; i++) {
      skipSpaces();
      position = endOfWord();
    }
  }

  /** Steps over this text if it comes next, and tells whether it did. */
  boolean accept(String ascii) {
    int end = position + ascii.length();
    if (end > length) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[position + i] != ascii.charAt(i)) {
        return false;
      }
    }
    position = end;
    return true;
  }

  /**
   * Goes behind this beginning of the first line, from here on, that has it. Stays if no line has
   * it.
   */
  public boolean acceptLine(String beginning) {
    int start = position;
    do {
      if (accept(beginning)) {
        return true;
      }
    } while (nextLine());
    position = start;
    return false;
  }

  /** Whether a number comes next on the line. */
  public boolean numberFollows() {
    skipSpaces();
    return position < length && (bytes[position] == '-' || isDigit(bytes[position]));
  }

  /** The decimal number that comes next on the line; 0 if another text follows. */
  public long number() {
    skipSpaces();
    boolean negative = position < length && bytes[position] == '-';
    if (negative) {
      position++;
    }
    long value = 0;
    while (position < length && isDigit(bytes[position])) {
      value = value * 10 + (bytes[position++] - '0');
    }
    return negative ? -value : value;
  }

  /** Whether a hexadecimal number comes next on the line. */
  public boolean hexFollows() {
    skipSpaces();
    return position < length && Character.digit(bytes[position], 16) >= 0;
  }

  /**
   * The hexadecimal number that comes next on the line, of up to 64 bits, with or without {@code
   * 0x}; 0 if another text follows.
   */
  public long hex() {
    skipSpaces();
    accept("0x");
    long value = 0;
    int digit;
    while (position < length && (digit = Character.digit(bytes[position], 16)) >= 0) {
      value = value << 4 | digit;
      position++;
    }
    return value;
  }

  /** The word that comes next on the line; empty at the line's end. */
  public String word() {
    skipSpaces();
    int start = position;
    position = endOfWord();
    return text(start, position);
  }

  /** The rest of the line without its line break. The position stays at the break. */
  public String restOfLine() {
    int start = position;
    while (position < length && bytes[position] != '\n') {
      position++;
    }
    return text(start, position);
  }

  /** The text up to this byte or the file's end. The byte is stepped over. */
  String upTo(char end) {
    int start = position;
    while (position < length && bytes[position] != end) {
      position++;
    }
    String text = text(start, position);
    position = Math.min(length, position + 1);
    return text;
  }

  /**
   * The name in a {@code stat} file: the text between the first {@code (} and the last {@code )},
   * since a name may hold any byte but NUL. Goes behind it and the following space. The kernel
   * prints up to 64 bytes for its own workers, 15 for others ({@code proc_task_name},
   * fs/proc/array.c).
   *
   * @return null if the file has another form
   */
  @Nullable String statName() {
    int open = position;
    while (open < length && bytes[open] != '(') {
      open++;
    }
    for (int close = Math.min(length - 2, open + 65); close > open; close--) {
      if (bytes[close] == ')' && bytes[close + 1] == ' ') {
        position = close + 2;
        return text(open + 1, close);
      }
    }
    return null;
  }

  /** The state letter that comes next. */
  ProcessState state() {
    return position < length ? ProcessState.of((char) bytes[position++]) : ProcessState.UNKNOWN;
  }

  /** The number in a file name; -1 if the name is not a number that fits. */
  static long numberOf(String name) {
    int length = name.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      char digit = name.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + (digit - '0');
    }
    return value;
  }

  private int endOfWord() {
    int at = position;
    while (at < length && bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private String text(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }
}
