package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a {@link Resource} in one snapshot: its process or host, and its identity there. It
 * is printed as {@code 4711/0x71a2b3c4d} for an object or a native mutex at an address, {@code
 * 4711/java.lang.Object@549af8b0} for an object known by its identity hash, {@code host/pipe:[123]}
 * for an object that the kernel numbers.
 *
 * @param scope where the identity is unique
 * @param identity the address ({@code 0x71a2b3c4d}) or other name within the scope
 */
public record ResourceId(Scope scope, String identity) {

  /** An object or a native lock at an address of this process. */
  public static ResourceId at(ProcessIdentity process, long address) {
    return new ResourceId(process, "0x" + Long.toHexString(address));
  }

  /** Any other resource of this process or host. */
  public static ResourceId named(Scope scope, String name) {
    return new ResourceId(scope, name);
  }

  /** Its printed form, which does not distinguish hosts. */
  public String value() {
    return scope.label() + "/" + identity;
  }

  /**
   * Written by hand: a record's generated method is assembled from method handles at its first
   * call, which costs a short-lived tool milliseconds.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResourceId id && identity.equals(id.identity) && scope.equals(id.scope);
  }

  @Override
  public int hashCode() {
    return 31 * identity.hashCode() + scope.hashCode();
  }

  @Override
  public String toString() {
    return value();
  }
}
