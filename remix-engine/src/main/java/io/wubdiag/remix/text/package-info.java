/** Texts that strangers chose, made safe to show. Imports nothing of the project. */
@NullMarked
package io.wubdiag.remix.text;

import org.jspecify.annotations.NullMarked;
