package io.holdfast.sql;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/// Tells faults that pass by themselves from those that do not.
public final class Transient {

    private Transient() {}

    /// Whether the same call may well succeed a little later: the database is away, starting, stopping or out of
    /// connections (SQLSTATE classes 08, 53, 57), or chose this transaction to give way (class 40).
    public static boolean isCauseOf(@Nullable Throwable fault) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() == null) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState().matches("(08|53|57|40).*")) {
                return true;
            }
        }
        return false;
    }
}
