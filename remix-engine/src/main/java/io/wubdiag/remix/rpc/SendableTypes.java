package io.wubdiag.remix.rpc;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which types can be sent. What arrives must equal what was sent, so the type alone must
 * determine what its values consist of. This excludes every type whose values may be instances of a
 * subclass.
 */
final class SendableTypes {
  private static final Set<Class<?>> SCALARS =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class);

  private static final Set<Class<?>> KEYS = Set.of(String.class, Integer.class, Long.class);

  private static final String WHAT_CAN_BE =
      "primitives, strings, enums, records, arrays, and lists, sets and maps of them can be";

  /** The records that are being checked: a record may have a list of its own type. */
  private final Set<Type> known = new HashSet<>();

  private SendableTypes() {}

  /** Why values of a type can't be sent, as a sentence without a full stop; null if they can. */
  static @Nullable String objection(Type type) {
    return new SendableTypes().objectionTo(type);
  }

  private @Nullable String objectionTo(Type type) {
    if (type instanceof Class<?> c) {
      return objectionToClass(c);
    }
    if (type instanceof GenericArrayType array) {
      return objectionTo(array.getGenericComponentType());
    }
    if (type instanceof ParameterizedType generic) {
      return objectionToGeneric(generic);
    }
    return "the type " + type.getTypeName() + " is unknown; " + WHAT_CAN_BE;
  }

  private @Nullable String objectionToClass(Class<?> type) {
    if (type.isPrimitive() || SCALARS.contains(type)) {
      return null;
    }
    if (type.isArray()) {
      return type.getComponentType() == char.class
          ? "send a String instead of char[]"
          : objectionTo(type.getComponentType());
    }
    if (type.isEnum()) {
      return null;
    }
    if (type.isRecord()) {
      return type.getTypeParameters().length > 0
          ? "records with type parameters can't be"
          : objectionToRecord(type);
    }
    if (type == Optional.class) {
      return "send the value itself, or null";
    }
    if (type == List.class || type == Set.class || type == Map.class) {
      return "the type of its elements is unknown without type arguments";
    }
    if (type.isInterface()) {
      return "an object runs where it was made, and so does a lambda: mark the parameter @Callback,"
          + " or export the object as an interface";
    }
    if (type == Object.class || Modifier.isAbstract(type.getModifiers())) {
      return "its values may be of any type; " + WHAT_CAN_BE;
    }
    return WHAT_CAN_BE;
  }

  private @Nullable String objectionToRecord(Class<?> type) {
    if (known.add(type)) {
      for (RecordComponent component : type.getRecordComponents()) {
        String objection = objectionTo(component.getGenericType());
        if (objection != null) {
          return "its component \"%s\" is of type %s: %s"
              .formatted(
                  component.getName(), RemoteMethod.shown(component.getGenericType()), objection);
        }
      }
    }
    return null;
  }

  private @Nullable String objectionToGeneric(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == List.class || type.getRawType() == Set.class) {
      return objectionTo(arguments[0]);
    }
    if (type.getRawType() == Map.class) {
      boolean key =
          arguments[0] instanceof Class<?> c && (c.isEnum() || KEYS.contains((Class<?>) c));
      return key ? objectionTo(arguments[1]) : "keys of a map are strings, integers or enums";
    }
    return objectionToClass((Class<?>) type.getRawType());
  }
}
