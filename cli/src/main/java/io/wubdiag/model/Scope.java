package io.wubdiag.model;

/**
 * The scope in which the name of a resource is unique: a process for objects in its memory, a host
 * for objects that the kernel numbers (pipes, sockets, file locks, shared semaphores). Network
 * namespaces need no scope: a kernel numbers the sockets of all of them in one sequence.
 */
public sealed interface Scope permits ProcessIdentity, Host {
  Host host();

  /** Its printed form in front of a resource's name: the pid, or {@code host}. */
  String label();
}
