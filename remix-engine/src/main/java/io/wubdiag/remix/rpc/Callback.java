package io.wubdiag.remix.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter that stays where it is: the peer is given a proxy, whose methods run here, by the
 * thread that made the call and waits for it to return. Its type is an interface whose methods can
 * all be called from another process.
 *
 * <p>The proxy works until the call returns, and not after that: so nothing has to be released, and
 * whoever passed the object knows when the last call to it was.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Callback {}
