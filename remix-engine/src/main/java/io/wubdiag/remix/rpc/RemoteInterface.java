package io.wubdiag.remix.rpc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An interface whose methods can all be called from another process. */
final class RemoteInterface {
  private static final ClassValue<RemoteInterface> KNOWN =
      new ClassValue<>() {
        @Override
        protected RemoteInterface computeValue(Class<?> type) {
          return new RemoteInterface(type);
        }
      };

  private final Class<?> type;
  private final Map<String, RemoteMethod> byKey = new HashMap<>();
  private final Map<Method, RemoteMethod> byMethod = new HashMap<>();

  /** Whether the types of callbacks were checked; one of them may be this interface. */
  private boolean checked;

  private RemoteInterface(Class<?> type) {
    if (!type.isInterface()) {
      throw new IllegalArgumentException(type.getName() + " is not an interface");
    }
    this.type = type;
    for (Method method : type.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        RemoteMethod remote = new RemoteMethod(type, method);
        byKey.put(remote.key(), remote);
        byMethod.put(method, remote);
      }
    }
  }

  /**
   * @throws IllegalArgumentException it has a method that can't be called from another process
   */
  static RemoteInterface of(Class<?> type) {
    RemoteInterface remote = KNOWN.get(type);
    remote.check();
    return remote;
  }

  private synchronized void check() {
    if (!checked) {
      checked = true;
      try {
        byKey.values().stream().flatMap(RemoteMethod::callbackTypes).forEach(RemoteInterface::of);
      } catch (IllegalArgumentException e) {
        checked = false;
        throw e;
      }
    }
  }

  Class<?> type() {
    return type;
  }

  Collection<RemoteMethod> methods() {
    return byKey.values();
  }

  @Nullable RemoteMethod method(String key) {
    return byKey.get(key);
  }

  /** Makes a proxy of this interface that makes each call through {@code calls}. */
  Object proxy(String description, Calls calls) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          RemoteMethod remote = byMethod.get(method);
          if (remote != null) {
            return calls.call(remote, arguments);
          }
          return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> description;
          };
        };
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
  }

  /** Makes the calls of a proxy. */
  interface Calls {
    @Nullable Object call(RemoteMethod method, @Nullable Object @Nullable [] arguments)
        throws Throwable;
  }
}
