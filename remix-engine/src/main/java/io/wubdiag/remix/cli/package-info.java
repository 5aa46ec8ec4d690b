/** The command {@code remix}: parses, starts, shows. May import all. */
@NullMarked
package io.wubdiag.remix.cli;

import org.jspecify.annotations.NullMarked;
