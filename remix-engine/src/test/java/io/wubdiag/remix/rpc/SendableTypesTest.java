package io.wubdiag.remix.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be sent arrives as it was, and what can't be is refused by its name. */
@Timeout(60)
class SendableTypesTest {
  enum Mood {
    GLAD,
    SAD {
      @Override
      public String toString() {
        return "(sad)";
      }
    }
  }

  /**
   * Has what a naive mapping of its accessors would send besides, or in place of, its components.
   */
  record Song(String title, int isGood, List<Part> parts, Mood mood, Map<Mood, Double> scores) {
    Song(String title) {
      this(title, 0, List.of(), Mood.SAD, Map.of());
    }

    public boolean isLong() {
      return title.length() > 3;
    }

    public String getTitle() {
      return "not " + title;
    }
  }

  record Part(double start, Float loudness, Set<Long> marks, List<Part> parts) {}

  record Single(String only) {}

  /** Returns what it was given. */
  interface Back {
    Song song(Song song);

    Single single(Single single);

    Part[] parts(Part[] parts);

    List<List<Single>> lists(List<List<Single>> lists);

    Map<Integer, String> map(Map<Integer, String> map);

    byte[] bytes(byte[] bytes);

    double[] doubles(double[] doubles);

    String string(String string);

    double number(double number);

    float single(float number);

    long count(long count);

    char letter(char letter);

    Boolean perhaps(Boolean value);
  }

  private static Back mirror() {
    return (Back)
        Proxy.newProxyInstance(
            Back.class.getClassLoader(), new Class<?>[] {Back.class}, (p, m, a) -> a[0]);
  }

  @Test
  void arrivesAsItWas() throws Exception {
    try (ConnectedPair pair = ConnectedPair.exporting(Back.class, mirror())) {
      Back back = pair.worker().proxy(Back.class);

      Part leaf = new Part(-0.0, Float.NaN, Set.of(Long.MIN_VALUE, 0L, Long.MAX_VALUE), List.of());
      Part part = new Part(Double.MIN_VALUE, null, null, Arrays.asList(leaf, null));
      Map<Mood, Double> scores = new EnumMap<>(Mood.class);
      scores.put(Mood.SAD, Double.NEGATIVE_INFINITY);
      scores.put(Mood.GLAD, null);
      Song song = new Song("a \u0000 ä 🎵", -1, List.of(part, leaf), Mood.SAD, scores);
      assertThat(back.song(song)).isEqualTo(song);
      assertThat(back.song(new Song("short"))).isEqualTo(new Song("short"));
      assertThat(back.song(new Song(null, 0, null, null, null)))
          .isEqualTo(new Song(null, 0, null, null, null));
      assertThat(back.song(null)).isNull();
      assertThat(back.single(new Single("x"))).isEqualTo(new Single("x"));
      assertThat(back.single(new Single(null))).isEqualTo(new Single(null));
      assertThat(back.parts(new Part[] {part, null})).containsExactly(part, null);
      List<List<Single>> lists = List.of(List.of(), List.of(new Single("")));
      assertThat(back.lists(lists)).isEqualTo(lists);
      Map<Integer, String> map = new LinkedHashMap<>();
      map.put(2, "b");
      map.put(-1, null);
      assertThat(back.map(map)).isEqualTo(map);
      assertThat(back.bytes(new byte[] {0, -1, 127})).containsExactly(0, -1, 127);
      assertThat(back.bytes(new byte[0])).isEmpty();
      assertThat(back.bytes(null)).isNull();
      assertThat(back.doubles(new double[] {0.1, Double.NaN})).containsExactly(0.1, Double.NaN);
      assertThat(back.perhaps(null)).isNull();
      assertThat(back.perhaps(false)).isFalse();
      for (char letter : new char[] {'a', 0, 'ß', '\uFFFD'}) {
        assertThat(back.letter(letter)).isEqualTo(letter);
      }
    }
  }

  @Test
  void arrivesAsItWasWhateverTheBits() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (ConnectedPair pair = ConnectedPair.exporting(Back.class, mirror())) {
      Back back = pair.worker().proxy(Back.class);
      for (int i = 0; i < 500; i++) {
        long bits = random.nextLong() >> random.nextInt(64);
        double number = Double.longBitsToDouble(bits);
        float single = Float.intBitsToFloat((int) bits);
        String text =
            random
                .ints(random.nextInt(50), 0, Character.MAX_CODE_POINT + 1)
                .filter(c -> !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();

        assertThat(back.count(bits)).as("seed %d", seed).isEqualTo(bits);
        assertThat(back.number(number)).as("seed %d", seed).isEqualTo((Double) number);
        assertThat(back.single(single)).as("seed %d", seed).isEqualTo((Float) single);
        assertThat(back.string(text)).as("seed %d", seed).isEqualTo(text);
      }
    }
  }

  @Test
  void isACopyThatItsReceiverMayChange() throws Exception {
    try (ConnectedPair pair = ConnectedPair.exporting(Back.class, mirror())) {
      List<List<Single>> sent = new ArrayList<>();
      List<List<Single>> received = pair.worker().proxy(Back.class).lists(sent);
      received.add(List.of());
      assertThat(sent).isEmpty();
    }
  }

  interface OfObject {
    void f(Object anything);
  }

  interface OfStream {
    void f(InputStream song);
  }

  interface OfOptional {
    void f(Optional<String> title);
  }

  interface OfRawList {
    @SuppressWarnings("rawtypes")
    void f(List titles);
  }

  interface OfWildcard {
    void f(List<?> titles);
  }

  interface OfVariable {
    <T> void f(T value);
  }

  interface OfHashMap {
    void f(HashMap<String, String> map);
  }

  interface OfKeys {
    void f(Map<Single, String> map);
  }

  interface OfNested {
    void f(List<Map<String, Task[]>> tasks);
  }

  record Task(String name, Runnable body) {}

  interface OfResult {
    Thread f();
  }

  @Test
  void refusesInterfacesThatCouldNeverWork() {
    refuses(
        OfObject.class,
        "parameter \"anything\" (Object) of OfObject.f",
        "its values may be of any type");
    refuses(
        OfStream.class,
        "parameter \"song\" (InputStream) of OfStream.f",
        "its values may be of any type");
    refuses(OfOptional.class, "(Optional<String>)", "send the value itself, or null");
    refuses(OfRawList.class, "(List)", "unknown without type arguments");
    refuses(OfWildcard.class, "(List<?>)", "the type ? is unknown");
    refuses(OfVariable.class, "(T)", "the type T is unknown");
    refuses(OfHashMap.class, "(HashMap<String, String>)", "lists, sets and maps");
    refuses(OfKeys.class, "(Map<Single, String>)", "keys of a map are strings, integers or enums");
    refuses(
        OfNested.class,
        "(List<Map<String, Task[]>>)",
        "its component \"body\" is of type Runnable: an object runs where it was made");
    refuses(OfResult.class, "the result (Thread) of OfResult.f", "lists, sets and maps");
    refuses(String.class, "java.lang.String is not an interface", "");
  }

  private static void refuses(Class<?> type, String what, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RemoteInterface.of(type))
        .withMessageContaining(what)
        .withMessageContaining(why);
  }

  interface OneWayResult {
    @OneWay
    int f();
  }

  interface OneWayException {
    @OneWay
    void f() throws IOException;
  }

  interface OneWayCallback {
    @OneWay
    void f(@Callback Back back);
  }

  @Test
  void refusesOneWayMethodsThatSomebodyMustWaitFor() {
    refuses(OneWayResult.class, "OneWayResult.f is one-way", "must return void");
    refuses(OneWayException.class, "OneWayException.f is one-way", "declare no exception");
    refuses(OneWayCallback.class, "\"back\" (Back) of OneWayCallback.f", "until its call returns");
  }

  interface Values {
    Map<String, String> map(Map<String, String> map, int number);

    List<Single> list(List<Single> list);

    byte[] bytes(int length, byte[] bytes);

    String string(String string);
  }

  /** Returns what can't be sent. */
  private static final class Bad implements Values {
    @Override
    public Map<String, String> map(Map<String, String> map, int number) {
      Map<String, String> result = new HashMap<>();
      result.put(null, "");
      return result;
    }

    @Override
    public List<Single> list(List<Single> list) {
      return list;
    }

    @Override
    public byte[] bytes(int length, byte[] bytes) {
      return new byte[length];
    }

    @Override
    public String string(String string) {
      return string;
    }
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void refusesValuesAtTheCallAndGoesOn() throws Exception {
    try (ConnectedPair pair =
        ConnectedPair.open(
            p -> p.export(Values.class, new Bad()).maxFrameBytes(100_000),
            w -> w.maxFrameBytes(100_000))) {
      Values values = pair.worker().proxy(Values.class);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.map(new HashMap<>(Collections.singletonMap(null, "")), 1))
          .withMessageStartingWith(
              "parameter \"map\" (Map<String, String>) of Values.map can't be sent to another"
                  + " process: ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.list((List) List.of((Runnable) () -> {})))
          .withMessageStartingWith("parameter \"list\" (List<Single>) of Values.list");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.bytes(0, new byte[100_000]))
          .withMessage(
              "parameter \"bytes\" (byte[]) of Values.bytes can't be sent to another process: a"
                  + " call with its arguments may have 100000 bytes at most");
      assertThat(values.bytes(5, new byte[99_000])).hasSize(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "a\uDC00b", "\uD83C"})
  void refusesHalfACharacter(String text) throws Exception {
    try (ConnectedPair pair = ConnectedPair.exporting(Values.class, new Bad())) {
      Values values = pair.worker().proxy(Values.class);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> values.string(text))
          .withMessageStartingWith("parameter \"string\" (String) of Values.string");
    }
  }

  @Test
  void refusesResultsWhereTheyAreMade() throws Exception {
    try (ConnectedPair pair =
        ConnectedPair.open(
            p -> p.export(Values.class, new Bad()).maxFrameBytes(100_000),
            w -> w.maxFrameBytes(100_000))) {
      Values values = pair.worker().proxy(Values.class);

      assertThatThrownBy(() -> values.map(Map.of(), 1))
          .isInstanceOf(RemoteFailureException.class)
          .hasMessageContaining(
              "what Values.map returned (Map<String, String>) can't be sent to another process");
      assertThatThrownBy(() -> values.bytes(100_000, null))
          .isInstanceOf(RemoteFailureException.class)
          .hasMessageContaining("what Values.bytes returned (byte[]) can't be sent");
      assertThat(values.string("still here")).isEqualTo("still here");
    }
  }
}
