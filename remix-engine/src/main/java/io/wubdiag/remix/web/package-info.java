/**
 * The page and its HTTP interface. May import {@code engine}, {@code job} and {@code text}; from
 * {@code arrange} and {@code analysis} only the styles and the analysis of a song.
 */
@NullMarked
package io.wubdiag.remix.web;

import org.jspecify.annotations.NullMarked;
