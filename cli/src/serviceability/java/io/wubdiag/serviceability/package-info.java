/**
 * The helper program, which reads processes that can't answer with the Serviceability Agent of
 * their own JDK. It runs in a helper JVM on this JDK and reads one process after the other. Only
 * this code uses the module {@code jdk.hotspot.agent}, which exports no package: hence a source
 * root of its own, compiled without {@code --release}. Imports no other package of ours.
 *
 * <p>Each line of its input asks for one process: its pid, a space, and the address at which it
 * maps libjvm.so. The answer is a line {@code answer LENGTH}, and this many bytes: lines, each a
 * word and fields behind tabs ({@link io.wubdiag.serviceability.Lines}). Addresses are hexadecimal,
 * other numbers decimal, flags 0 or 1.
 *
 * <pre>
 * version VERSION                    of the target's VM
 * thread  ADDRESS TASK ID DAEMON STATUS STACK_BASE STACK_SIZE NAME
 *                                    a Java thread; STATUS as in java.lang.Thread (jvmti.h).
 *                                    The following lines are about it:
 * pending OBJECT                       it waits to enter that object's monitor
 * waiting OBJECT                       it is in Object.wait() of that object
 * parked  OBJECT                       it is parked; the object is its park blocker
 * frame   CLASS METHOD FILE LINE NATIVE  a frame, innermost first; FILE may be empty, LINE -1
 * locked  OBJECT                       locked by the preceding frame and held by the thread
 * lost    WHY                          its further frames could not be read
 * task    TASK STACK_POINTER         a task of the process without a listed thread
 * object  OBJECT CLASS DETAIL OWNABLE  an object named above; for a Class object DETAIL is the name
 *                                    of the class that it stands for
 * owner   OBJECT RECORD THREAD TERMINATED ID NAME
 *                                    its owner by this record: monitor (ObjectMonitor),
 *                                    exclusive (exclusiveOwnerThread), reader (a read hold). THREAD
 *                                    is 0 for an unlisted thread: ended, or virtual
 * paused  NANOS                      how long the process was stopped
 * end                                the end of a complete answer
 * error   WHY                        instead of all that
 * other                              instead of all that: its objects' layout differs from that of
 *                                    the processes read before; only a new helper can read it
 * </pre>
 */
@NullMarked
package io.wubdiag.serviceability;

import org.jspecify.annotations.NullMarked;
