package io.wubdiag.remix.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter whose object stays in the caller's process: the peer gets a proxy. The proxy's
 * methods run in the thread that made the call and waits for it. The parameter's type is an
 * interface whose methods can all be called from another process.
 *
 * <p>The proxy works only until the call returns. So nothing has to be released, and the caller
 * knows when the last call to the object was.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Callback {}
