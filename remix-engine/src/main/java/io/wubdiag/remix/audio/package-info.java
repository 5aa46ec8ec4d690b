/** Songs as samples: decoding, encoding, tags. Imports no other package of the project. */
@NullMarked
package io.wubdiag.remix.audio;

import org.jspecify.annotations.NullMarked;
