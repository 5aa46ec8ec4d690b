/**
 * The command {@code remix}: parses its arguments, starts the engine, shows results. May import all
 * packages.
 */
@NullMarked
package io.wubdiag.remix.cli;

import org.jspecify.annotations.NullMarked;
