/**
 * From a snapshot to findings, by one wait-for graph over the whole tree. May import the model
 * only.
 */
@NullMarked
package io.wubdiag.analyse;

import org.jspecify.annotations.NullMarked;
