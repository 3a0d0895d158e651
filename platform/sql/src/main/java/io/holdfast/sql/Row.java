package io.holdfast.sql;

import io.holdfast.contracts.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The row a statement stands at.
public final class Row {

    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    public String text(String column) throws SQLException {
        return Objects.requireNonNull(rows.getString(column), column);
    }

    public Optional<String> maybeText(String column) throws SQLException {
        return Optional.ofNullable(rows.getString(column));
    }

    public UUID uuid(String column) throws SQLException {
        return Objects.requireNonNull(rows.getObject(column, UUID.class), column);
    }

    public Optional<UUID> maybeUuid(String column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, UUID.class));
    }

    public int number(String column) throws SQLException {
        return rows.getInt(column);
    }

    public long large(String column) throws SQLException {
        return rows.getLong(column);
    }

    public double real(String column) throws SQLException {
        return rows.getDouble(column);
    }

    public Optional<Double> maybeReal(String column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, Double.class));
    }

    public byte[] bytes(String column) throws SQLException {
        return Objects.requireNonNull(rows.getBytes(column), column);
    }

    public boolean flag(String column) throws SQLException {
        return rows.getBoolean(column);
    }

    public Instant moment(String column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }

    public Optional<Instant> maybeMoment(String column) throws SQLException {
        return Optional.ofNullable(rows.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public List<String> texts(String column) throws SQLException {
        return Arrays.asList((String[]) rows.getArray(column).getArray());
    }

    public List<UUID> uuids(String column) throws SQLException {
        return Arrays.asList((UUID[]) rows.getArray(column).getArray());
    }

    /// An amount in column `amount` and its currency in column `currency`.
    public Money money() throws SQLException {
        return money("amount");
    }

    public Money money(String column) throws SQLException {
        return Money.of(large(column), text("currency"));
    }
}
