package io.wubdiag.remix.rpc;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A method that can be called from another process, with its encoding as CBOR: the arguments in
 * their order, a record as a map of its components.
 */
final class RemoteMethod {
  private static final CBORMapper CBOR =
      CBORMapper.builder()
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.SETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** A parameter, or the result. Without a writer and a reader, it is a callback or void. */
  private record Value(
      String name,
      Type type,
      @Nullable ObjectWriter writer,
      @Nullable ObjectReader reader,
      @Nullable Class<?> callback) {
    static Value of(String name, Type type) {
      return new Value(
          name,
          type,
          CBOR.writerFor(CBOR.constructType(type)),
          CBOR.readerFor(CBOR.constructType(type)),
          null);
    }
  }

  private final Method method;
  private final String key;
  private final boolean oneWay;
  private final List<Value> parameters;
  private final Value result;

  /**
   * @param type the interface to call it by: the declaring one, or a subinterface
   * @throws IllegalArgumentException calls of it could never work
   */
  RemoteMethod(Class<?> type, Method method) {
    this.method = method;
    this.key = key(type, method);
    this.oneWay = method.isAnnotationPresent(OneWay.class);
    this.parameters = Arrays.stream(method.getParameters()).map(this::parameter).toList();
    this.result = result();
    method.setAccessible(true);
  }

  private static String key(Class<?> type, Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getName)
        .collect(Collectors.joining(",", type.getName() + "#" + method.getName() + "(", ")"));
  }

  private Value parameter(Parameter parameter) {
    String name = parameter.getName();
    Type type = parameter.getParameterizedType();
    if (parameter.isAnnotationPresent(Callback.class)) {
      if (oneWay) {
        throw refusal(
            name,
            type,
            "a callback works only until its call returns, and a one-way call returns at once");
      }
      return new Value(name, type, null, null, parameter.getType());
    }
    String objection = SendableTypes.objection(type);
    if (objection != null) {
      throw refusal(name, type, objection);
    }
    return Value.of(name, type);
  }

  private Value result() {
    Type type = method.getGenericReturnType();
    if (oneWay) {
      if (type != void.class || method.getExceptionTypes().length > 0) {
        throw new IllegalArgumentException(
            this + " is one-way: it must return void and declare no exception");
      }
    }
    if (type == void.class) {
      return new Value("", type, null, null, null);
    }
    String objection = SendableTypes.objection(type);
    if (objection != null) {
      throw new IllegalArgumentException(
          "the result (%s) of %s can't be sent to another process: %s"
              .formatted(shown(type), this, objection));
    }
    return Value.of("", type);
  }

  private IllegalArgumentException refusal(String name, Type type, String why) {
    return new IllegalArgumentException(
        "parameter \"%s\" (%s) of %s can't be sent to another process: %s"
            .formatted(name, shown(type), this, why));
  }

  /** A type as in source code, without packages. */
  static String shown(Type type) {
    return type.getTypeName().replaceAll("[\\w.]+[.$](?=\\w)", "");
  }

  Method method() {
    return method;
  }

  /** A unique key: overloaded methods have different keys. */
  String key() {
    return key;
  }

  boolean isOneWay() {
    return oneWay;
  }

  /** The types of the method's callbacks. */
  Stream<Class<?>> callbackTypes() {
    return parameters.stream().map(Value::callback).filter(Objects::nonNull);
  }

  /**
   * Writes arguments, in their present state.
   *
   * @param callbacks returns the number of a callback
   * @throws IllegalArgumentException an argument can't be sent; the message says which and why
   */
  void writeArguments(
      FrameBuilder out,
      @Nullable Object @Nullable [] arguments,
      ToLongFunction<Exported> callbacks) {
    if (arguments == null || arguments.length == 0) {
      return;
    }
    Value at = parameters.get(0);
    try (JsonGenerator cbor = CBOR.createGenerator(out)) {
      for (int i = 0; i < arguments.length; i++) {
        at = parameters.get(i);
        Object argument = arguments[i];
        if (at.writer() != null) {
          at.writer().writeValue(cbor, argument);
        } else if (at.callback() != null) {
          cbor.writeNumber(
              argument == null
                  ? 0
                  : callbacks.applyAsLong(
                      new Exported(RemoteInterface.of(at.callback()), argument)));
        }
      }
    } catch (IOException | RuntimeException e) {
      IllegalArgumentException refusal = refusal(at.name(), at.type(), why(e));
      refusal.initCause(e);
      throw refusal;
    }
  }

  /**
   * Reads arguments.
   *
   * @param callbacks returns the proxy of the callback with a number
   * @throws MalformedFrameException the bytes are not CBOR
   * @throws IOException the CBOR does not fit the parameters
   */
  @Nullable Object[] readArguments(ByteBuffer in, CallbackProxies callbacks) throws IOException {
    @Nullable Object[] arguments = new Object[parameters.size()];
    if (arguments.length == 0) {
      return arguments;
    }
    try (JsonParser cbor = parser(in)) {
      for (int i = 0; i < arguments.length; i++) {
        Value parameter = parameters.get(i);
        if (parameter.reader() != null) {
          arguments[i] = parameter.reader().readValue(cbor);
        } else if (parameter.callback() != null) {
          cbor.nextToken();
          long number = cbor.getLongValue();
          arguments[i] =
              number == 0
                  ? null
                  : callbacks.proxy(RemoteInterface.of(parameter.callback()), number);
        }
      }
    }
    return arguments;
  }

  /**
   * Writes the result.
   *
   * @throws IllegalArgumentException it can't be sent
   */
  void writeResult(FrameBuilder out, @Nullable Object value) {
    if (result.writer() == null) {
      return;
    }
    try (JsonGenerator cbor = CBOR.createGenerator(out)) {
      result.writer().writeValue(cbor, value);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "what %s returned (%s) can't be sent to another process: %s"
              .formatted(this, shown(result.type()), why(e)),
          e);
    }
  }

  /** Reads the result that {@link #writeResult} wrote. */
  @Nullable Object readResult(ByteBuffer in) throws IOException {
    if (result.reader() == null) {
      return null;
    }
    try (JsonParser cbor = parser(in)) {
      return result.reader().readValue(cbor);
    }
  }

  /**
   * Makes an exception of a declared type that the peer threw. Never an {@link
   * InterruptedException}: another thread was interrupted.
   *
   * @param className the name of the type; empty for none
   * @return null if there is no such type, or if it has no constructor with a String
   */
  @Nullable Throwable exception(String className, @Nullable String message) {
    for (Class<?> type : method.getExceptionTypes()) {
      if (type.getName().equals(className) && type != InterruptedException.class) {
        try {
          Constructor<?> constructor = type.getDeclaredConstructor(String.class);
          constructor.setAccessible(true);
          return (Throwable) constructor.newInstance(message);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static JsonParser parser(ByteBuffer in) throws IOException {
    return CBOR.createParser(in.array(), in.arrayOffset() + in.position(), in.remaining());
  }

  private static String why(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(
        cause instanceof com.fasterxml.jackson.core.JacksonException j
            ? j.getOriginalMessage()
            : cause.getMessage());
  }

  /** The name for error messages: {@code Progress.finished}. */
  @Override
  public String toString() {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  /** Makes the proxy of a callback. */
  interface CallbackProxies {
    Object proxy(RemoteInterface type, long number);
  }
}
