/**
 * The program that runs in a helper JVM, on the targets' own JDK, and reads processes that can't
 * answer, one after the other, with that JDK's Serviceability Agent. The only code that uses the
 * module {@code jdk.hotspot.agent}, which exports nothing to others: hence a source root of its
 * own, compiled without {@code --release}. Imports no other package of ours.
 *
 * <p>Each line that it is given asks for one process: its pid, a space, and the address at which it
 * maps libjvm.so. It is answered by a line {@code answer LENGTH}, and so many bytes: lines, a word
 * and fields behind tabs ({@link io.wubdiag.serviceability.Lines}). Addresses are hexadecimal,
 * other numbers decimal, flags 0 or 1.
 *
 * <pre>
 * version VERSION                    of the target's VM
 * thread  ADDRESS TASK ID DAEMON STATUS STACK_BASE STACK_SIZE NAME
 *                                    a Java thread; STATUS as java.lang.Thread keeps it (jvmti.h).
 *                                    The following lines are about it:
 * pending OBJECT                       it waits to enter that object's monitor
 * waiting OBJECT                       it is in Object.wait() of that object
 * parked  OBJECT                       it is parked, and that is its park blocker
 * frame   CLASS METHOD FILE LINE NATIVE  a frame, innermost first; FILE may be empty, LINE -1
 * locked  OBJECT                       which the frame before has locked and the thread holds
 * lost    WHY                          its further frames could not be read
 * task    TASK STACK_POINTER         a task of the process that no thread is listed under
 * object  OBJECT CLASS DETAIL OWNABLE  one of those above; for a Class object DETAIL is the name of
 *                                    the class that it stands for
 * owner   OBJECT RECORD THREAD TERMINATED ID NAME
 *                                    its owner by the record of that name: monitor (ObjectMonitor),
 *                                    exclusive (exclusiveOwnerThread), reader (a read hold). THREAD
 *                                    is 0 for one that is not listed: ended, or virtual
 * paused  NANOS                      how long the process was stopped
 * end                                what is not followed by this is incomplete
 * error   WHY                        instead of all that
 * other                              instead of all that: it lays out its objects unlike the
 *                                    processes read before; only a new helper can read it
 * </pre>
 */
@NullMarked
package io.wubdiag.serviceability;

import org.jspecify.annotations.NullMarked;
