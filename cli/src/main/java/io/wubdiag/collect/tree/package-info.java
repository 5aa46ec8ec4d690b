/**
 * The captures of a tree while they are completed, and what all steps over a tree have in common.
 * May import the model.
 */
@NullMarked
package io.wubdiag.collect.tree;

import org.jspecify.annotations.NullMarked;
