package io.holdfast.sql;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL refused, or that it is away.
public final class DatabaseException extends RuntimeException {

    private final @Nullable String state;

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        state = cause.getSQLState();
    }

    /// Whether a unique constraint said no (SQLSTATE 23505).
    public boolean isDuplicate() {
        return "23505".equals(state);
    }
}
