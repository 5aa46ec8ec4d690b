/** The commands: parse, collect, analyse, render, exit code. May import every other package. */
@NullMarked
package io.wubdiag.cli;

import org.jspecify.annotations.NullMarked;
