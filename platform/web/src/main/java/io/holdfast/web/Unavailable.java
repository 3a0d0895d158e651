package io.holdfast.web;

import io.holdfast.sql.Transient;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/// Tells a part that is away, and may be back in a moment, from a fault of our own.
final class Unavailable {

    private Unavailable() {}

    static boolean isCauseOf(Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return true;
            }
            if (cause.getClass().getName().equals("io.vertx.core.impl.NoStackTraceThrowable")) {
                return true;
            }
        }
        return Transient.isCauseOf(fault);
    }
}
