package io.wubdiag.collect.hotspot.vm;

import io.wubdiag.model.SystemCall;
import io.wubdiag.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * A thread in the JVM's own list. In a forked process the list is a copy, and all but one of its
 * threads are ghosts: they have no task there.
 *
 * @param address of HotSpot's {@code JavaThread}
 * @param namespaceTid its native thread's id, as its process numbers it; in a forked process, its
 *     id in the original
 * @param javaId what {@code Thread.threadId()} gives, 0 if the {@code Thread} object could not be
 *     read
 * @param name its name, empty if the {@code Thread} object could not be read
 * @param state its state in Java, null if the {@code Thread} object could not be read
 * @param stackBase the highest address of its stack
 * @param stackSize bytes
 * @param threadObject the address of its {@code Thread} object, 0 if it could not be read
 * @param parkBlocker the object on which it is parked, null for none
 * @param entering the object whose monitor it waits to enter, null for none
 * @param waitingAt the object that it is in {@code Object.wait()} of, null for none
 * @param mountedJavaId the id of the virtual thread that it carries, 0 for none
 */
public record ListedThread(
    long address,
    long namespaceTid,
    long javaId,
    String name,
    boolean daemon,
    Thread.@Nullable State state,
    long stackBase,
    long stackSize,
    long threadObject,
    @Nullable HeapObject parkBlocker,
    @Nullable HeapObject entering,
    @Nullable HeapObject waitingAt,
    long mountedJavaId) {

  /**
   * Whether this task runs on this thread's stack. It proves which listed thread has survived a
   * fork, since the survivor's task has another id than the list says. Also false if the task's
   * stack pointer is unknown.
   */
  public boolean isStackOf(Task task) {
    SystemCall call = task.systemCall();
    return call != null
        && stackBase != 0
        && Long.compareUnsigned(call.stackPointer(), stackBase) < 0
        && Long.compareUnsigned(call.stackPointer(), stackBase - stackSize) >= 0;
  }
}
