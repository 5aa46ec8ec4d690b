/**
 * The only door outside: files, memory, sockets, helper processes, the clock. May import the model.
 */
@NullMarked
package io.wubdiag.collect.machine;

import org.jspecify.annotations.NullMarked;
