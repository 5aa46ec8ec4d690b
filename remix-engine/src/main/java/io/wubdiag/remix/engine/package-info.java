/**
 * Has workers do the jobs, watches over them, and tells who listens. May import {@code worker},
 * {@code job} and {@code log}, of {@code arrange} and {@code analysis} what these tell, and wubdiag
 * itself.
 */
@NullMarked
package io.wubdiag.remix.engine;

import org.jspecify.annotations.NullMarked;
