/**
 * The words for findings: one class for each kind, and the names of things that they share. Knows
 * nothing of pages, colours or JSON. May import the model only.
 */
@NullMarked
package io.wubdiag.render.words;

import org.jspecify.annotations.NullMarked;
