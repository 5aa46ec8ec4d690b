/** Benchmarks of the whole engine, each in processes of its own. May import all but {@code cli}. */
@NullMarked
package io.wubdiag.remix.bench;

import org.jspecify.annotations.NullMarked;
