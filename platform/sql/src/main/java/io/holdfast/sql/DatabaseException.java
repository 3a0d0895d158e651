package io.holdfast.sql;

import java.sql.SQLException;

/// What PostgreSQL refused, or that it is away.
public final class DatabaseException extends RuntimeException {

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
    }
}
