/**
 * The page and its HTTP interface. May import {@code engine} and {@code job}, and of {@code
 * arrange} and {@code analysis} what a job is told of: its style, and what its song is made of.
 */
@NullMarked
package io.wubdiag.remix.web;

import org.jspecify.annotations.NullMarked;
