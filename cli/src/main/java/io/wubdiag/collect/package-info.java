/**
 * From a tree of processes to its snapshot. Each source of facts has a package of its own below;
 * {@link io.wubdiag.collect.TreeCollector} asks them, every process at once, under one deadline.
 * May import the model only.
 */
@NullMarked
package io.wubdiag.collect;

import org.jspecify.annotations.NullMarked;
