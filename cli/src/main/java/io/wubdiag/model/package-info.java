/**
 * The snapshot of a tree of processes and its findings: immutable records and nothing else. The
 * bottom layer; it imports no other package of ours. Collectors fill it, analyses read it,
 * renderers print it.
 */
@NullMarked
package io.wubdiag.model;

import org.jspecify.annotations.NullMarked;
