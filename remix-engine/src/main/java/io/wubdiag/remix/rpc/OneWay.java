package io.wubdiag.remix.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method whose caller does not wait for it to run: the call returns when it is queued for the
 * peer. It keeps its place among the caller's calls. The method returns nothing and declares no
 * checked exception. An exception that it throws goes to {@link ConnectionBuilder#lostFailures}
 * where it runs.
 *
 * <p>A caller that is too far ahead of the peer waits: see {@link Connection}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OneWay {}
