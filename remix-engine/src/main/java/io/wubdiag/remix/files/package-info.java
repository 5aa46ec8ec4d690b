/** What several parts do with files. Imports nothing of ours. */
@NullMarked
package io.wubdiag.remix.files;

import org.jspecify.annotations.NullMarked;
