package io.holdfast.sql;

import java.sql.SQLException;
import java.util.Objects;

/// What PostgreSQL refused, or that it is away.
public final class DatabaseException extends RuntimeException {

    DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }

    /// Whether a unique constraint said no (SQLSTATE 23505).
    public boolean isDuplicate() {
        return Objects.equals(((SQLException) getCause()).getSQLState(), "23505");
    }
}
