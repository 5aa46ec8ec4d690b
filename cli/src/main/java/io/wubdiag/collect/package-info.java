/**
 * From a tree of processes to its snapshot. The top of the layer: may import every room below it
 * and the model.
 */
@NullMarked
package io.wubdiag.collect;

import org.jspecify.annotations.NullMarked;
