package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * The name of a {@link Resource} in one snapshot: the pid and what tells it from others there,
 * {@code 4711/0x71a2b3c4d} for an object or a native mutex at an address, {@code
 * 4711/java.lang.Object@549af8b0} for an object known by its identity hash.
 */
public record ResourceId(String value) {

  /** An object or a native lock at an address of that process. */
  public static ResourceId at(long pid, long address) {
    return new ResourceId(pid + "/0x" + Long.toHexString(address));
  }

  /** Anything else of that process. */
  public static ResourceId named(long pid, String name) {
    return new ResourceId(pid + "/" + name);
  }

  /**
   * The part behind the pid: the address ({@code 0x71a2b3c4d}) or other identity within its
   * process.
   */
  public String identity() {
    return value.substring(value.indexOf('/') + 1);
  }

  /**
   * By hand: the one that the compiler gives a record is put together from method handles at its
   * first call, which costs a short-lived tool milliseconds.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResourceId id && value.equals(id.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
