/** Songs as samples: decoding, encoding, tags. May import {@code text}. */
@NullMarked
package io.wubdiag.remix.audio;

import org.jspecify.annotations.NullMarked;
