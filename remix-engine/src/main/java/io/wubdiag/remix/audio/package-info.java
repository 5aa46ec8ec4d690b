/** Songs as samples: decoding, encoding, tags. Imports nothing of ours. */
@NullMarked
package io.wubdiag.remix.audio;

import org.jspecify.annotations.NullMarked;
