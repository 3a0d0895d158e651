package io.holdfast.sql;

import io.holdfast.contracts.id.SeatId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
/// Several statements, separated by semicolons, travel together and cost one round trip: the last one's rows are read.
/// So a row can be locked, and what is read next is seen as it is once the lock is there.
///
/// Values are always bound, never pasted. Typed ids are bound by their value, collections of text or UUIDs as
/// arrays, moments as `timestamptz`.
public final class Sql {

    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z][A-Za-z]*)");
    private static final Map<String, Parsed> PARSED = new ConcurrentHashMap<>();

    private record Parsed(String statement, List<String> names) {}

    private final String text;
    private final Map<String, @Nullable Object> values = new HashMap<>();

    private Sql(String text) {
        this.text = text;
    }

    public static Sql of(String text) {
        return new Sql(text);
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
            statement.execute();
            try (var rows = last(statement)) {
                var row = new Row(rows);
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(reader.read(row));
                }
                return all;
            }
        });
    }

    private static ResultSet last(PreparedStatement statement) throws SQLException {
        var rows = statement.getResultSet();
        while (statement.getMoreResults(Statement.KEEP_CURRENT_RESULT)) {
            rows.close();
            rows = statement.getResultSet();
        }
        return rows;
    }

    public <T> Optional<T> first(DataSource database, Reader<T> reader) {
        return list(database, reader).stream().findFirst();
    }

    /// @throws IllegalStateException if there is no row
    public <T> T one(DataSource database, Reader<T> reader) {
        return first(database, reader).orElseThrow(() -> new IllegalStateException("no row where there must be one"));
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
        var parsed = PARSED.computeIfAbsent(text, Sql::parse);
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(parsed.statement())) {
            for (var i = 0; i < parsed.names().size(); i++) {
                var name = parsed.names().get(i);
                if (!values.containsKey(name)) {
                    throw new IllegalStateException("nothing is given for :" + name);
                }
                bind(connection, statement, i + 1, values.get(name));
            }
            return use.of(statement);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static Parsed parse(String text) {
        var names = new ArrayList<String>();
        var statement = NAME.matcher(text).replaceAll(match -> {
            names.add(match.group(1));
            return "?";
        });
        return new Parsed(statement, List.copyOf(names));
    }

    private static void bind(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
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
            case String _, UUID _, Number _, Boolean _ -> value;
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
