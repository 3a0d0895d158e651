package io.holdfast.web;

import io.holdfast.sql.Transient;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// Tells a part that is away, and may be back in a moment, from a fault of our own.
final class Unavailable {

    /// What Vert.x says of a connection, and what is said while the identity provider cannot be asked about a
    /// token; not every service that stands on this has these classes.
    private static final Set<String> BY_NAME =
            Set.of("io.vertx.core.impl.NoStackTraceThrowable", "io.quarkus.oidc.OIDCException");

    private Unavailable() {}

    static boolean isCauseOf(Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
            if (BY_NAME.contains(cause.getClass().getName())) {
                return true;
            }
        }
        return Transient.isCauseOf(fault);
    }
}
