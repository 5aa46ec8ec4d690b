package io.wubdiag.serviceability;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sun.jvm.hotspot.debugger.Address;
import sun.jvm.hotspot.debugger.DebuggerException;
import sun.jvm.hotspot.debugger.MachineDescription;
import sun.jvm.hotspot.debugger.MachineDescriptionAArch64;
import sun.jvm.hotspot.debugger.MachineDescriptionAMD64;
import sun.jvm.hotspot.debugger.ReadResult;
import sun.jvm.hotspot.debugger.linux.LinuxDebuggerLocal;

/**
 * The Serviceability Agent's view of a process, through {@code /proc/PID/mem} and the symbol table
 * of this JVM's own libjvm.so, which is the same file.
 *
 * <p>The agent's own way is to stop the process first, then to build symbol tables of every library
 * that it maps, and to read each page through a request to another thread. That takes three times
 * as long. Here the process need not be stopped at all; where it must be, only {@link #stop} goes
 * the agent's way.
 *
 * <p>Written against {@code LinuxDebuggerLocal} of JDK 17 to 25.
 */
final class TargetMemory extends LinuxDebuggerLocal implements AutoCloseable {
  /** The size of the two words at a vtable's address that precede its first entry (Itanium ABI). */
  private static final long VTABLE_HEADER = 16;

  private static final long[] NO_REGISTERS = {};

  private final int pid;
  private final long libjvm;
  private final RandomAccessFile memory;
  private final LibjvmSymbols symbols;
  private final Map<Integer, Integer> tasks = new HashMap<>();
  private boolean stopped;

  /**
   * Opens the memory of a process.
   *
   * @param libjvm the address at which it maps the start of libjvm.so
   * @param symbols the symbols of this library
   */
  TargetMemory(int pid, long libjvm, LibjvmSymbols symbols) throws IOException {
    super(machine(), true);
    this.pid = pid;
    this.libjvm = libjvm;
    this.memory = new RandomAccessFile("/proc/" + pid + "/mem", "r");
    this.symbols = symbols;
  }

  private static MachineDescription machine() {
    String architecture = System.getProperty("os.arch");
    return switch (architecture) {
      case "amd64" -> new MachineDescriptionAMD64();
      case "aarch64" -> new MachineDescriptionAArch64();
      default -> throw new DebuggerException("no support for " + architecture);
    };
  }

  int pid() {
    return pid;
  }

  /** Records that a thread listed under one task's id is another task by now. */
  void noteTask(int listed, int task) {
    tasks.put(listed, task);
  }

  /** Stops the process until {@link #detach}. */
  synchronized void stop() {
    super.attach(pid);
    stopped = true;
    forget();
  }

  /** Drops all cached memory. */
  void forget() {
    clearCache();
  }

  /** Releases the process too. A thread that every debugger has keeps this object for ever. */
  @Override
  public void close() throws IOException {
    try (memory) {
      detach();
      forget();
    }
  }

  @Override
  public synchronized boolean detach() {
    boolean was = stopped;
    stopped = false;
    return !was || super.detach();
  }

  @Override
  public synchronized @Nullable Address lookup(String library, String symbol) {
    long offset = symbols.offset(symbol);
    if (offset == 0) {
      return null;
    }
    return newAddress(libjvm + offset + (symbol.startsWith("_ZTV") ? VTABLE_HEADER : 0));
  }

  @Override
  public synchronized ReadResult readBytesFromProcess(long address, long length) {
    byte[] bytes = new byte[(int) length];
    try {
      memory.seek(address);
      memory.readFully(bytes);
      return new ReadResult(bytes);
    } catch (IOException e) {
      return new ReadResult(address);
    }
  }

  /**
   * A thread's registers; none while the process is not stopped. The stack is then walked from the
   * thread's own record of its last Java frame, which every thread outside of Java code has.
   */
  @Override
  public synchronized long[] getThreadIntegerRegisterSet(int task) {
    return stopped
        ? super.getThreadIntegerRegisterSet(tasks.getOrDefault(task, task))
        : NO_REGISTERS;
  }

  /** The id of a container's task, as seen from here; -1 if both ids are equal. */
  @Override
  public int getHostPID(int task) {
    try {
      return super.getHostPID(task);
    } catch (NullPointerException e) {
      return -1; // a listed id without a task; JDK 17 to 25 look it up in a map
    }
  }
}
