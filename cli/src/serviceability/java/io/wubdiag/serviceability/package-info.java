/**
 * The program that runs in a helper JVM, on the target's own JDK, and reads a process that can't
 * answer with that JDK's Serviceability Agent. The only code that uses the module {@code
 * jdk.hotspot.agent}, which exports nothing to others: hence a source root of its own, compiled
 * without {@code --release}. Imports no other package of ours.
 */
@NullMarked
package io.wubdiag.serviceability;

import org.jspecify.annotations.NullMarked;
