package io.wubdiag.serviceability;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.HotSpotTypeDataBase;
import sun.jvm.hotspot.LinuxVtblAccess;
import sun.jvm.hotspot.debugger.Address;
import sun.jvm.hotspot.runtime.VM;
import sun.jvm.hotspot.types.Type;

/**
 * The VM's own description of its types, read from the tables that libjvm exports, with a cache of
 * each type's virtual method table. The Serviceability Agent itself searches all types for every
 * frame, method and class anew: with 1,000 threads that takes most of its time.
 */
final class TypeTables extends HotSpotTypeDataBase {
  private static final String[] LIBJVM = {"libjvm.so"};

  private final Map<Type, Map<Long, Type>> byVtable = new IdentityHashMap<>();

  private TypeTables(TargetMemory memory) {
    super(memory.getMachineDescription(), new LinuxVtblAccess(memory, LIBJVM), memory, LIBJVM);
  }

  /** Reads the tables, and makes all of the Serviceability Agent use them. */
  static void install(TargetMemory memory) {
    TypeTables types = new TypeTables(memory);
    memory.configureJavaPrimitiveTypeSizes(
        types.getJBooleanType().getSize(),
        types.getJByteType().getSize(),
        types.getJCharType().getSize(),
        types.getJDoubleType().getSize(),
        types.getJFloatType().getSize(),
        types.getJIntType().getSize(),
        types.getJLongType().getSize(),
        types.getJShortType().getSize());
    VM.initialize(types, memory);
  }

  @Override
  public @Nullable Type findDynamicTypeForAddress(Address object, Type base) {
    Address vtable = object.getAddressAt(0);
    if (vtable == null) {
      return null;
    }
    Map<Long, Type> known = byVtable.get(base);
    if (known == null) {
      known = new HashMap<>();
      byVtable.put(base, known);
    }
    Type type = known.get(vtable.asLongValue());
    if (type == null) {
      type = super.findDynamicTypeForAddress(object, base);
      if (type != null) {
        known.put(vtable.asLongValue(), type);
      }
    }
    return type;
  }
}
