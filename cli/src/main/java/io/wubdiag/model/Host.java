package io.wubdiag.model;

import org.jspecify.annotations.Nullable;

/**
 * The running kernel under which a process lives. The kernel's numbers, such as pids, pipes and
 * sockets, have no meaning under another kernel.
 *
 * @param id the kernel's boot id ({@code /proc/sys/kernel/random/boot_id}), which all containers of
 *     a machine share; the host's name if it could not be read; empty if neither could
 */
public record Host(String id) implements Scope {
  @Override
  public Host host() {
    return this;
  }

  @Override
  public String label() {
    return "host";
  }

  // Written out for the reason given in ResourceId.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Host host && id.equals(host.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id;
  }
}
