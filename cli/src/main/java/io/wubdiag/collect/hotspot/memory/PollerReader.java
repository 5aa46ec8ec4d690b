package io.wubdiag.collect.hotspot.memory;

import io.wubdiag.collect.hotspot.vm.BootClasses;
import io.wubdiag.collect.hotspot.vm.ConcurrentMaps;
import io.wubdiag.collect.hotspot.vm.JavaClass;
import io.wubdiag.collect.hotspot.vm.ObjectReader;
import io.wubdiag.collect.hotspot.vm.ThreadReader;
import io.wubdiag.collect.machine.UnreadableMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the virtual threads of another JVM that wait until a descriptor is ready. The JDK keeps
 * them in maps from descriptors to threads, under a static field of {@code sun.nio.ch.Poller} (JDK
 * 25).
 */
final class PollerReader {
  private static final String TYPE = "sun/nio/ch/Poller";
  private static final String POLLER = "sun.nio.ch.Poller";
  private static final String POLLERS = POLLER.concat("$Pollers");

  private final ObjectReader objects;
  private final ThreadReader threads;
  private final BootClasses bootClasses;
  private final ConcurrentMaps maps;

  PollerReader(ObjectReader objects, ThreadReader threads, BootClasses bootClasses) {
    this.objects = objects;
    this.threads = threads;
    this.bootClasses = bootClasses;
    this.maps = new ConcurrentMaps(objects);
  }

  /** The descriptors to which they wait to write, by Java thread id. */
  Map<Long, Integer> writes() throws UnreadableMemory {
    Map<Long, Integer> writes = new HashMap<>();
    bootClasses.findAll(TYPE);
    JavaClass type = bootClasses.find(TYPE);
    if (type == null || !objects.declaresStatic(type, "POLLERS")) {
      return writes;
    }
    long all = objects.staticReference(type, "POLLERS");
    long pollers = all == 0 ? 0 : objects.reference(all, POLLERS, "writePollers");
    int count = pollers == 0 ? 0 : objects.length(pollers);
    for (int i = 0; i < count; i++) {
      maps.visit(
          objects.reference(objects.element(pollers, i), POLLER, "map"),
          node -> {
            long fd = maps.key(node);
            long thread = maps.value(node);
            if (fd != 0 && thread != 0) {
              writes.put(
                  threads.javaId(thread), objects.intField(fd, "java.lang.Integer", "value"));
            }
            return true;
          });
    }
    return writes;
  }
}
