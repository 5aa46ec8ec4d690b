package io.wubdiag.collect.hotspot.dump;

import io.wubdiag.model.Resource;
import io.wubdiag.model.ResourceId;
import io.wubdiag.model.ThreadSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JVM's threads at one instant, as one source saw them.
 *
 * @param resources what they wait for or hold, with the owners that the same source gives
 * @param paused the longest time that the JVM may have been stopped for it
 * @param version the JVM's version, null if the source did not tell it
 */
public record ThreadDump(
    List<ThreadSnapshot> threads,
    List<Resource> resources,
    Duration paused,
    @Nullable String version) {
  public ThreadDump {
    threads = List.copyOf(threads);
    resources = List.copyOf(resources);
  }

  public Map<ResourceId, Resource> resourcesById() {
    Map<ResourceId, Resource> byId = new HashMap<>();
    for (Resource resource : resources) {
      byId.put(resource.id(), resource);
    }
    return byId;
  }
}
