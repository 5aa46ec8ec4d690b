/** The page and its HTTP interface. May import {@code engine} and {@code job}. */
@NullMarked
package io.wubdiag.remix.web;

import org.jspecify.annotations.NullMarked;
