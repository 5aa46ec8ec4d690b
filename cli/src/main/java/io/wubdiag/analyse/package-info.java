/**
 * From a snapshot to findings, by one wait-for graph over the whole tree. {@code Analyser} asks one
 * detector after the other; each kind of verdict has a package of its own. May import the model and
 * all packages below.
 */
@NullMarked
package io.wubdiag.analyse;

import org.jspecify.annotations.NullMarked;
