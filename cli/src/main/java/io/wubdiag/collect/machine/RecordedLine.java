package io.wubdiag.collect.machine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log of one line of work: its answers in order, and the times its clock showed in between.
 *
 * <p>In a replay, each question gets the next answer to the same question; different questions may
 * come in another order. The clock moves with the answers: between two of them it shows what it
 * showed then. So the same program sees the same times, and another program still sees each answer
 * at its time.
 */
final class RecordedLine {
  /** The clock's step, a microsecond, where more times are asked for than were recorded. */
  private static final long STEP = 1_000;

  /** An answer, and its place in the order of all answers. */
  record Event(int index, byte[] answer) {}

  private final List<String> questions = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();

  /** For each answer, the times that the clock showed before it. */
  private final List<List<Long>> times = new ArrayList<>(List.of(new ArrayList<>()));

  private @Nullable Map<String, Deque<Event>> left;
  private int current;
  private int shown;
  private long now;

  synchronized void add(String question, byte[] answer) {
    questions.add(question);
    answers.add(answer);
    times.add(new ArrayList<>());
  }

  synchronized void addTime(long nanos) {
    times.get(times.size() - 1).add(nanos);
  }

  /** The next answer to this question; null if none is left. */
  synchronized byte @Nullable [] next(String question) {
    Deque<Event> events = left().get(question);
    Event event = events == null ? null : events.poll();
    if (event == null) {
      return null;
    }
    reach(event.index());
    return event.answer();
  }

  /** All answers to this question, in order; they are not used up. */
  synchronized List<Event> all(String question) {
    Deque<Event> events = left().get(question);
    return events == null ? List.of() : List.copyOf(events);
  }

  /** Moves the clock on to the answer with this index. */
  synchronized void reach(int index) {
    if (index >= current) {
      current = index + 1;
      shown = 0;
    }
  }

  /** The time on the clock. It never goes back. */
  synchronized long nanoTime() {
    List<Long> between = times.get(current);
    now = Math.max(now, shown < between.size() ? between.get(shown++) : now + STEP);
    return now;
  }

  /** Lets time pass that was not recorded. */
  synchronized void pass(long nanos) {
    now += nanos;
  }

  private Map<String, Deque<Event>> left() {
    Map<String, Deque<Event>> events = left;
    if (events == null) {
      events = new HashMap<>();
      for (int i = 0; i < questions.size(); i++) {
        events
            .computeIfAbsent(questions.get(i), question -> new ArrayDeque<>())
            .add(new Event(i, answers.get(i)));
      }
      left = events;
    }
    return events;
  }

  /** Writes the log, with questions and answers as their places in these tables. */
  synchronized void write(DataOutput out, Table strings, Table blobs) throws IOException {
    long last = 0;
    out.writeInt(questions.size());
    for (int i = 0; i <= questions.size(); i++) {
      out.writeInt(times.get(i).size());
      for (long time : times.get(i)) {
        out.writeLong(time - last);
        last = time;
      }
      if (i < questions.size()) {
        out.writeInt(strings.place(questions.get(i).getBytes(Table.CHARSET)));
        out.writeInt(blobs.place(answers.get(i)));
      }
    }
  }

  static RecordedLine read(DataInput in, Table strings, Table blobs) throws IOException {
    RecordedLine line = new RecordedLine();
    int count = in.readInt();
    long last = 0;
    for (int i = 0; i <= count; i++) {
      for (int left = in.readInt(); left > 0; left--) {
        last += in.readLong();
        line.addTime(last);
      }
      if (i < count) {
        String question = new String(strings.get(in.readInt()), Table.CHARSET);
        line.add(question, blobs.get(in.readInt()));
      }
    }
    return line;
  }
}
