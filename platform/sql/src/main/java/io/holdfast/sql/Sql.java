package io.holdfast.sql;

import io.holdfast.contracts.id.SeatId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One statement and its parameters, run in the transaction that is running.
///
/// ```java
/// Sql.of("select label from seat where id = :seat").with("seat", seat).list(database, row -> row.text("label"))
/// ```
///
/// Values are always bound, never pasted. Typed ids are bound by their value, collections of text or UUIDs as
/// arrays, moments as `timestamptz`.
public final class Sql {

    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][A-Za-z]*)");
    private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

    private record Parsed(String statement, List<String> names) {}

    private final Parsed parsed;
    private final Map<String, @Nullable Object> values = new HashMap<>();

    private Sql(Parsed parsed) {
        this.parsed = parsed;
    }

    public static Sql of(String text) {
        return new Sql(PARSED.computeIfAbsent(text, Sql::parse));
    }

    public Sql with(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    /// @return how many rows it touched
    public int run(DataSource database) {
        return prepared(database, PreparedStatement::executeUpdate);
    }

    public <T> List<T> list(DataSource database, Reader<T> reader) {
        return prepared(database, statement -> {
            try (var rows = statement.executeQuery()) {
                return all(rows, reader);
            }
        });
    }

    public <T> Optional<T> first(DataSource database, Reader<T> reader) {
        return list(database, reader).stream().findFirst();
    }

    /// @throws IllegalStateException if there is no row
    public <T> T one(DataSource database, Reader<T> reader) {
        return first(database, reader).orElseThrow(() -> new IllegalStateException("no row where there must be one"));
    }

    static <T> List<T> all(ResultSet rows, Reader<T> reader) throws SQLException {
        var row = new Row(rows);
        var all = new ArrayList<T>();
        while (rows.next()) {
            all.add(reader.read(row));
        }
        return all;
    }

    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    @FunctionalInterface
    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T prepared(DataSource database, Use<T> use) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(text())) {
            bind(connection, statement, 0);
            return use.of(statement);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// As the driver wants it.
    String text() {
        return parsed.statement();
    }

    /// Gives the statement its values.
    ///
    /// @param from how many values have been given before
    /// @return how many have been given now
    int bind(Connection connection, PreparedStatement statement, int from) throws SQLException {
        var bound = from;
        for (var name : parsed.names()) {
            if (!values.containsKey(name)) {
                throw new IllegalStateException("nothing is given for :" + name);
            }
            give(connection, statement, ++bound, values.get(name));
        }
        return bound;
    }

    private static Parsed parse(String text) {
        var names = new ArrayList<String>();
        var statement = NAME.matcher(text).replaceAll(match -> {
            names.add(match.group(1));
            return "?";
        });
        return new Parsed(statement, List.copyOf(names));
    }

    private static void give(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case Instant moment -> statement.setObject(index, OffsetDateTime.ofInstant(moment, ZoneOffset.UTC));
            case Collection<?> many -> {
                var plain = many.stream().map(Sql::plain).toArray();
                var type = plain.length > 0 && plain[0] instanceof UUID ? "uuid" : "text";
                statement.setArray(index, connection.createArrayOf(type, plain));
            }
            case null -> statement.setObject(index, null);
            default -> statement.setObject(index, plain(value));
        }
    }

    /// Typed ids know how to print themselves; a UUID among them is bound as one.
    private static Object plain(Object value) {
        return switch (value) {
            case String _, UUID _, Number _, Boolean _, byte[] _ -> value;
            case SeatId seat -> seat.value();
            case Enum<?> one -> one.name();
            default -> {
                var printed = value.toString();
                yield printed.length() == 36 && UUID_FORM.matcher(printed).matches()
                        ? UUID.fromString(printed)
                        : printed;
            }
        };
    }

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
}
