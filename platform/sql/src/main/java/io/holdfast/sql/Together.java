package io.holdfast.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Statements that go to the database together: one round trip, one after the other, in the running transaction.
/// Each sees what those before it have done, and what others had committed when its own turn came.
///
/// ```java
/// var together = new Together();
/// var sold = together.run(Sql.of("update seat …").with("hold", hold));
/// var order = together.first(Sql.of("select … from orders …").with("order", id), Orders::read);
/// together.send(database);
/// if (sold.get() == 0) …
/// ```
///
/// When one fails, those after it are not tried, and the transaction is lost, as with a single statement.
public final class Together {

    /// Joined once, so that the same statements are the same text and are prepared once.
    private static final Map<List<String>, String> JOINED = new ConcurrentHashMap<>();

    private final List<Part> parts = new ArrayList<>();

    private record Part(Sql statement, Taking taking) {}

    @FunctionalInterface
    private interface Taking {
        void from(PreparedStatement statement, boolean hasRows) throws SQLException;
    }

    /// What a statement came to, once all have been sent.
    public static final class Answer<T> {

        private @Nullable T value;

        private Answer() {}

        /// @throws IllegalStateException before [Together#send] has returned
        public T get() {
            if (value == null) {
                throw new IllegalStateException("nothing has been sent yet");
            }
            return value;
        }
    }

    /// @return how many rows it touches
    public Answer<Integer> run(Sql statement) {
        var answer = new Answer<Integer>();
        parts.add(new Part(statement, (sent, hasRows) -> {
            if (hasRows) {
                throw new IllegalStateException("a statement was expected to have no rows");
            }
            answer.value = sent.getUpdateCount();
        }));
        return answer;
    }

    /// @param then what is made of the rows, as soon as they are here
    public <T, R> Answer<R> list(Sql statement, Sql.Reader<T> reader, Function<List<T>, R> then) {
        var answer = new Answer<R>();
        parts.add(new Part(statement, (sent, hasRows) -> {
            if (!hasRows) {
                throw new IllegalStateException("a statement was expected to have rows");
            }
            try (var rows = sent.getResultSet()) {
                answer.value = then.apply(Sql.all(rows, reader));
            }
        }));
        return answer;
    }

    public <T> Answer<Optional<T>> first(Sql statement, Sql.Reader<T> reader) {
        return list(statement, reader, rows -> rows.stream().findFirst());
    }

    /// Sends everything and takes all answers.
    ///
    /// @throws DatabaseException what the first one that failed was refused with
    public void send(DataSource database) {
        var texts = parts.stream().map(part -> part.statement().text()).toList();
        var joined = JOINED.computeIfAbsent(texts, all -> all.stream().collect(Collectors.joining(";\n")));
        try (var connection = database.getConnection();
                var sent = connection.prepareStatement(joined)) {
            var bound = 0;
            for (var part : parts) {
                bound = part.statement().bind(connection, sent, bound);
            }
            var hasRows = sent.execute();
            for (var part : parts) {
                part.taking().from(sent, hasRows);
                hasRows = sent.getMoreResults();
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
