package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.collect.machine.PagedMemory;
import io.wubdiag.collect.machine.UnreadableMemory;

/**
 * The facts in a JVM's own variables.
 *
 * @param version its full version ({@code 17.0.15+6-Debian-1deb12u1})
 * @param collector {@code Serial}, {@code Parallel}, {@code G1}, {@code ZGC}, {@code Shenandoah},
 *     {@code Epsilon} or {@code unknown}
 * @param attachDisabled {@code -XX:+DisableAttachMechanism}
 * @param reducesSignalUsage {@code -Xrs}: it does not handle SIGQUIT, which would kill it
 * @param agentLoadingEnabled {@code -XX:+EnableDynamicAgentLoading}
 */
public record VmFacts(
    String version,
    String collector,
    boolean attachDisabled,
    boolean reducesSignalUsage,
    boolean agentLoadingEnabled) {
  /** Whether its collector moves objects while threads run. */
  public boolean movesAtAnyTime() {
    return collector.equals("ZGC") || collector.equals("Shenandoah");
  }

  /** Reads those of a JVM. */
  public static VmFacts read(PagedMemory memory, VmTables tables, VmFlags flags)
      throws UnreadableMemory {
    return new VmFacts(
        memory.cString(memory.word(tables.address("Abstract_VM_Version", "_s_vm_release")), 256),
        flags.collector(),
        flags.isOn("DisableAttachMechanism"),
        flags.isOn("ReduceSignalUsage"),
        flags.isOn("EnableDynamicAgentLoading"));
  }
}
