package io.wubdiag.model;

/**
 * Where the name of a resource is unique: in a process for what lies in its memory, on a host for
 * what the kernel numbers (pipes, sockets, locks on files, semaphores that processes share).
 * Network namespaces need no scope of their own: a kernel numbers the sockets of all of them in one
 * row.
 */
public sealed interface Scope permits ProcessIdentity, Host {
  Host host();

  /** How it is printed in front of a resource's name: the pid, or {@code host}. */
  String label();
}
