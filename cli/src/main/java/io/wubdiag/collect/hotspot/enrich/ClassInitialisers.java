package io.wubdiag.collect.hotspot.enrich;

import io.wubdiag.collect.hotspot.dump.DumpStep;
import io.wubdiag.collect.hotspot.dump.JvmReading;
import io.wubdiag.collect.hotspot.dump.ThreadDump;
import io.wubdiag.collect.hotspot.memory.HotSpotMemory;
import io.wubdiag.collect.hotspot.memory.InitialisingClass;
import io.wubdiag.collect.hotspot.vm.OwnerThread;
import io.wubdiag.collect.machine.Answer;
import io.wubdiag.model.Certainty;
import io.wubdiag.model.KernelFacts;
import io.wubdiag.model.Owner;
import io.wubdiag.model.Resource;
import io.wubdiag.model.Resource.ClassInitialisation;
import io.wubdiag.model.Task;
import io.wubdiag.model.ThreadRef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Completes a dump with the initialisers of classes that threads wait for. A dump names only the
 * class, and two class loaders may have a class of this name. So the initialiser is proved only if
 * exactly one class of this name is being initialised.
 */
public final class ClassInitialisers implements DumpStep {
  private final KernelFacts kernel;
  private final HotSpotMemory memory;

  public ClassInitialisers(KernelFacts kernel, HotSpotMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
  }

  @Override
  public void complete(JvmReading reading) {
    reading.complete(this::complete);
  }

  private ThreadDump complete(ThreadDump dump) {
    if (!hasInitialisations(dump)) {
      return dump;
    }
    Answer<List<InitialisingClass>> initialising = memory.initialisingClasses();
    List<Resource> resources = new ArrayList<>(dump.resources().size());
    for (Resource resource : dump.resources()) {
      resources.add(
          resource instanceof ClassInitialisation awaited
              ? completed(awaited, initialising)
              : resource);
    }
    return new ThreadDump(dump.threads(), resources, dump.paused(), dump.version());
  }

  private Resource completed(
      ClassInitialisation awaited, Answer<List<InitialisingClass>> initialising) {
    if (initialising.value() == null) {
      String unknown =
          "who initialises it could not be read: ".concat(initialising.attempt().reason());
      return new ClassInitialisation(awaited.id(), awaited.className(), unknown, awaited.owners());
    }
    InitialisingClass only = only(initialising.value(), awaited.className());
    return only == null ? awaited : awaited.withOwners(List.of(owner(only.initialiser())));
  }

  private static boolean hasInitialisations(ThreadDump dump) {
    for (Resource resource : dump.resources()) {
      if (resource instanceof ClassInitialisation) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable InitialisingClass only(
      List<InitialisingClass> initialising, String className) {
    InitialisingClass only = null;
    for (InitialisingClass each : initialising) {
      if (each.className().equals(className)) {
        if (only != null) {
          return null;
        }
        only = each;
      }
    }
    return only;
  }

  private Owner owner(OwnerThread thread) {
    long tid = kernel.taskInNamespace(thread.namespaceTid()).map(Task::tid).orElse(0L);
    ThreadRef ref = new ThreadRef(kernel.identity(), thread.name(), tid, thread.javaId());
    return new Owner(ref, Owner.Liveness.LIVE, Owner.Record.INITIALISER, Certainty.PROVED);
  }
}
