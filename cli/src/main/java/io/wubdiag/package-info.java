/** The door for programs that use wubdiag as a library. May import all but the commands. */
@NullMarked
package io.wubdiag;

import org.jspecify.annotations.NullMarked;
