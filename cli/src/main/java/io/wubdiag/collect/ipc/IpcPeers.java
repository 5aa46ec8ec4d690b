package io.wubdiag.collect.ipc;

import io.wubdiag.collect.ipc.LoopbackConnections.Peer;
import io.wubdiag.collect.kernel.ProcessTable;
import io.wubdiag.collect.machine.Deadline;
import io.wubdiag.collect.machine.Machine;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.OpenFile;
import io.wubdiag.model.ProcessCapture;
import io.wubdiag.model.Wait;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the processes at the other ends of pipes and connections at which threads wait. */
final class IpcPeers {
  private static final String SOCKET = "socket:[";

  private final Machine machine;
  private final Deadline deadline;
  private OpenEnds ends;
  private @Nullable LoopbackConnections connections;
  private @Nullable UnixConnections unix;

  IpcPeers(Machine machine, Deadline deadline) {
    this(machine, deadline, OpenEnds.NONE);
  }

  /** Starts from ends that are known already. */
  IpcPeers(Machine machine, Deadline deadline, OpenEnds ends) {
    this.machine = machine;
    this.deadline = deadline;
    this.ends = ends;
  }

  static boolean isSocket(KernelWait wait) {
    return wait.target().startsWith(SOCKET);
  }

  /**
   * Whether another process of the tree has the peer of this read. Most reads are those of idle
   * threads, without a peer in the tree; then no descriptor of another process is looked at.
   */
  boolean knownIn(Collection<ProcessCapture> tree, KernelWait wait) {
    String target = otherEnd(wait);
    if (target == null) {
      return false;
    }
    for (ProcessCapture capture : tree) {
      KernelFacts facts = capture.kernelFacts();
      if (facts != null && facts.pid() != wait.kernel().pid()) {
        for (OpenFile open : facts.openFiles()) {
          if (open.target().equals(target)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Looks for the peers among all processes, once for all these waits. */
  void find(List<KernelWait> waits, ProcessTable table) {
    Set<String> targets = new HashSet<>();
    for (KernelWait wait : waits) {
      if (wait.kind() == Wait.Kind.WRITE || wait.kind() == Wait.Kind.READ) {
        String target = otherEnd(wait);
        if (target != null) {
          targets.add(target);
        }
      }
    }
    if (!targets.isEmpty()) {
      ends = OpenEnds.find(targets, table, deadline);
    }
  }

  /** Whether the descriptors of all processes could be read. */
  boolean complete() {
    return ends.complete();
  }

  /**
   * The processes that have the peer open. The waiter's own process is included only if it can act,
   * or no other has it.
   */
  List<Long> of(KernelWait wait) {
    boolean full = wait.kind() == Wait.Kind.WRITE;
    String target = otherEnd(wait);
    if (target == null) {
      return List.of();
    }
    List<Long> others = new ArrayList<>();
    boolean itself = false;
    for (OpenEnds.End end : ends.of(target)) {
      if (full ? end.reads() : end.writes()) {
        if (end.pid() == wait.kernel().pid()) {
          itself = true;
        } else {
          others.add(end.pid());
        }
      }
    }
    boolean canHelpItself = itself && wait.kernel().tasks().size() > 1;
    if (others.isEmpty() && itself || canHelpItself) {
      others.add(wait.kernel().pid());
    }
    return others;
  }

  /** Why no peer was found. */
  String nobodyFound(KernelWait wait) {
    boolean ofUnix = isSocket(wait) && peer(wait) == null;
    return ofUnix && unix != null && !unix.unknown().isEmpty()
        ? unix.unknown()
        : "the process with its other end was not found; run as root, and in its container";
  }

  /** A pipe itself, or the socket at the other end of a socket; null if that is unknown. */
  private @Nullable String otherEnd(KernelWait wait) {
    if (!isSocket(wait)) {
      return wait.target();
    }
    Peer peer = peer(wait);
    return peer == null ? null : SOCKET + peer.inode() + "]";
  }

  /** The socket at the other end; null for a pipe, and if it is unknown. */
  @Nullable Peer peer(KernelWait wait) {
    if (!isSocket(wait)) {
      return null;
    }
    LoopbackConnections all = connections;
    if (all == null) {
      all = LoopbackConnections.read(machine);
      connections = all;
    }
    String socket = wait.target();
    long inode = Long.parseLong(socket, SOCKET.length(), socket.length() - 1, 10);
    if (!all.isUnix(inode)) {
      return all.of(inode).orElse(null);
    }
    UnixConnections ofUnix = unix;
    if (ofUnix == null) {
      ofUnix = UnixConnections.read(machine, deadline);
      unix = ofUnix;
    }
    return ofUnix.of(inode).orElse(null);
  }
}
