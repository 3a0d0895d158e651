package io.holdfast.messaging;

import io.holdfast.messaging.DeadLetter.Content;
import io.holdfast.messaging.DeadLetter.Deed;
import io.holdfast.messaging.DeadLetter.Header;
import io.holdfast.sql.DatabaseException;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Where records wait that a listener could not act on.
@ApplicationScoped
class DeadLetters {

    /// Bytes. No fact of ours comes near it; Kafka might not take a much larger one with its headers, and the relay has
    /// a hundred in memory. The letter itself has any size.
    private static final int LARGEST_COPY = 250_000;

    private static final String SUFFIX = ".dlq";

    /// Half the time is left to chance, so that what fell together is not tried together.
    private static final String NEXT_TRY = """
        case when %1$s < :mostTries
             then now() + least(cast(:longest as float8), :first * power(2, least(%1$s, 40) - 1))
                          * (0.5 + random() / 2) * interval '1 second'
        end
        """;

    private static final String THROW_OUT = """
        insert into dead_letter (listener, topic, partition, "offset", told_at, key, header_names, header_values,
                                 payload, reason, next_try_at)
        values (?, ?, ?, ?, to_timestamp(? / 1000.0), ?, ?, ?,
                ?, ?, now() + ? * (0.5 + random() / 2) * interval '1 second')
        on conflict on constraint thrown_out_once do nothing
        """;

    private static final String COPY = """
        insert into outbox (topic, key, raw, header_names, header_values)
        values (?, ?, ?, ?, ?)
        """;

    private static final String COLUMNS = """
        id, listener, topic, partition, "offset", told_at, key, reason, first_at, tries, next_try_at, state, closed_at
        """;

    private static final String LIST = """
        select %s
          from dead_letter
         where (cast(:state as text) is null or state = :state)
           and (cast(:listener as text) is null or listener = :listener)
           and (cast(:topic as text) is null or topic = :topic)
           and (cast(:before as uuid) is null or id < :before)
         order by id desc
         limit %s
        """;

    private static final String FIND = "select %s from dead_letter where id = :letter".formatted(COLUMNS);

    private static final String OPEN_FOR_ME = """
        select %s
          from dead_letter
         where id = :letter
           and state = 'OPEN'
           for update skip locked
        """.formatted(COLUMNS);

    private static final String CONTENT = "select header_names, header_values, payload from dead_letter where id = ?";

    private static final String DUE = """
        select id
          from dead_letter
         where state = 'OPEN'
           and next_try_at <= now()
           and listener = any (:listeners)
         order by next_try_at
         limit 100
        """;

    private static final String DUE_SOON = """
        update dead_letter
           set next_try_at = least(next_try_at, now() + random() * :spread * interval '1 second')
         where state = 'OPEN'
           and listener = :listener
        """;

    private static final String DUE_NOW = """
        update dead_letter
           set next_try_at = now()
         where state = 'OPEN'
           and id = :letter
        """;

    private static final String CLOSE = """
        update dead_letter
           set state = :state, next_try_at = null, closed_at = now()
         where id = :letter
           and state = 'OPEN'
        """;

    private static final String FAILED = """
        update dead_letter
           set tries = tries + 1, reason = :reason, next_try_at = %s
         where id = :letter
           and state = 'OPEN'
        """.formatted(NEXT_TRY.formatted("tries + 1"));

    private static final String PUT_OFF = """
        update dead_letter
           set next_try_at = now() + :first * interval '1 second'
         where id = :letter
           and state = 'OPEN'
        """;

    private static final String DO = """
        insert into dead_letter_audit (letter, who, action, reason, outcome)
        values (:letter, :who, :action, :reason, :outcome)
        """;

    private static final String DEEDS = """
        select at, who, action, reason, outcome
          from dead_letter_audit
         where letter = :letter
         order by id
        """;

    private static final String OPEN_BY_LISTENER = """
        select listener, count(*) as letters, extract(epoch from now() - min(first_at)) as oldest
          from dead_letter
         where state = 'OPEN'
         group by listener
        """;

    private static final String FORGET =
            "delete from dead_letter where state <> 'OPEN' and closed_at < now() - interval '90 days'";

    private final DataSource database;
    private final OutboxRelay relay;
    private final String prefix;
    private final Duration firstWait;
    private final Duration longestWait;
    private final int mostTries;

    /// @param firstWait before the second try; doubles with each that fails
    /// @param longestWait between two tries
    /// @param mostTries after so many it waits for a new process or for staff
    DeadLetters(
            DataSource database,
            OutboxRelay relay,
            @ConfigProperty(name = "holdfast.topics.prefix") Optional<String> prefix,
            @ConfigProperty(name = "holdfast.dead-letters.first-wait", defaultValue = "1m") Duration firstWait,
            @ConfigProperty(name = "holdfast.dead-letters.longest-wait", defaultValue = "6h") Duration longestWait,
            @ConfigProperty(name = "holdfast.dead-letters.most-tries", defaultValue = "24") int mostTries) {
        this.database = database;
        this.relay = relay;
        this.prefix = prefix.orElse("");
        this.firstWait = firstWait;
        this.longestWait = longestWait;
        this.mostTries = mostTries;
    }

    /// @param letters so many are open
    /// @param oldest seconds
    record Open(String listener, long letters, double oldest) {}

    /// Puts the record aside, and tells it on the topic's dead-letter topic, in one transaction. A record that is put
    /// aside already stays as it is.
    ///
    /// @return whether it is new
    boolean throwOut(String listener, ConsumerRecord<String, byte[]> message, String reason) {
        var names = new ArrayList<String>();
        var values = new ArrayList<byte[]>();
        message.headers().forEach(header -> {
            names.add(storable(header.key()));
            values.add(header.value() == null ? new byte[0] : header.value());
        });
        var topic = message.topic().startsWith(prefix) ? message.topic().substring(prefix.length()) : message.topic();
        var isNew = QuarkusTransaction.requiringNew().call(() -> {
            try (var connection = database.getConnection()) {
                if (!insert(connection, listener, topic, message, names, values, reason)) {
                    return false;
                }
                if (size(message, values) <= LARGEST_COPY) {
                    copy(connection, listener, topic, message, names, values, reason);
                }
                return true;
            }
        });
        relay.wake();
        return isNew;
    }

    private boolean insert(
            Connection connection,
            String listener,
            String topic,
            ConsumerRecord<String, byte[]> message,
            List<String> names,
            List<byte[]> values,
            String reason)
            throws SQLException {
        try (var statement = connection.prepareStatement(THROW_OUT)) {
            statement.setString(1, listener);
            statement.setString(2, topic);
            statement.setInt(3, message.partition());
            statement.setLong(4, message.offset());
            statement.setLong(5, Math.max(0, message.timestamp()));
            statement.setString(6, message.key() == null ? null : storable(message.key()));
            give(connection, statement, 7, names, values);
            statement.setBytes(9, message.value());
            statement.setString(10, reason);
            statement.setDouble(11, seconds(firstWait));
            return statement.executeUpdate() == 1;
        }
    }

    private static void copy(
            Connection connection,
            String listener,
            String topic,
            ConsumerRecord<String, byte[]> message,
            List<String> names,
            List<byte[]> values,
            String reason)
            throws SQLException {
        var allNames = new ArrayList<>(names);
        var allValues = new ArrayList<>(values);
        Map.of("hf_listener", listener, "hf_reason", reason).forEach((name, value) -> {
            allNames.add(name);
            allValues.add(value.getBytes(StandardCharsets.UTF_8));
        });
        try (var statement = connection.prepareStatement(COPY)) {
            statement.setString(1, topic + SUFFIX);
            statement.setString(2, message.key() == null ? null : storable(message.key()));
            statement.setBytes(3, message.value());
            give(connection, statement, 4, allNames, allValues);
            statement.executeUpdate();
        }
    }

    private static void give(
            Connection connection, PreparedStatement statement, int index, List<String> names, List<byte[]> values)
            throws SQLException {
        statement.setArray(index, connection.createArrayOf("text", names.toArray()));
        statement.setArray(index + 1, connection.createArrayOf("bytea", values.toArray(new byte[0][])));
    }

    /// PostgreSQL has no text with a zero in it.
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static long size(ConsumerRecord<String, byte[]> message, List<byte[]> headers) {
        var value = message.value() == null ? 0 : message.value().length;
        var key = message.key() == null ? 0 : 3L * message.key().length();
        return value
                + key
                + headers.stream().mapToLong(header -> header.length + 100L).sum();
    }

    /// Newest first.
    ///
    /// @param state null: any
    /// @param listener null: any
    /// @param topic null: any; without the house's prefix
    /// @param before where the page before ended; null: from the newest
    List<DeadLetter> list(
            @Nullable DeadLetterState state,
            @Nullable String listener,
            @Nullable String topic,
            @Nullable UUID before,
            int most) {
        return Sql.of(LIST.formatted(COLUMNS, most))
                .with("state", state)
                .with("listener", listener)
                .with("topic", topic)
                .with("before", before)
                .list(database, DeadLetters::read);
    }

    Optional<DeadLetter> find(UUID letter) {
        return Sql.of(FIND).with("letter", letter).first(database, DeadLetters::read);
    }

    /// Nobody else gets it before the running transaction ends.
    ///
    /// @return empty if it is not open, or somebody else is at it
    Optional<DeadLetter> open(UUID letter) {
        return Sql.of(OPEN_FOR_ME).with("letter", letter).first(database, DeadLetters::read);
    }

    Content content(UUID letter) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(CONTENT)) {
            statement.setObject(1, letter);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException("there is no such letter");
                }
                var names = (String[]) rows.getArray(1).getArray();
                var values = (byte[][]) rows.getArray(2).getArray();
                var headers = new ArrayList<Header>();
                for (var i = 0; i < names.length; i++) {
                    headers.add(new Header(names[i], values[i]));
                }
                return new Content(List.copyOf(headers), rows.getBytes(3));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// @return those that are to be tried now, the longest overdue first
    List<UUID> due(Collection<String> listeners) {
        return listeners.isEmpty()
                ? List.of()
                : Sql.of(DUE).with("listeners", listeners).list(database, row -> row.uuid("id"));
    }

    /// All that are open of this listener are tried within this time, however often they have been.
    void dueWithin(Duration spread, String listener) {
        Sql.of(DUE_SOON)
                .with("listener", listener)
                .with("spread", seconds(spread))
                .run(database);
    }

    void dueNow(UUID letter) {
        Sql.of(DUE_NOW).with("letter", letter).run(database);
    }

    /// @return whether it was open
    boolean close(UUID letter, DeadLetterState how) {
        return Sql.of(CLOSE).with("letter", letter).with("state", how).run(database) == 1;
    }

    void failed(UUID letter, String reason) {
        Sql.of(FAILED)
                .with("letter", letter)
                .with("reason", reason)
                .with("mostTries", mostTries)
                .with("first", seconds(firstWait))
                .with("longest", seconds(longestWait))
                .run(database);
    }

    /// It was no fault of the record, and does not count as a try.
    void putOff(UUID letter) {
        Sql.of(PUT_OFF).with("letter", letter).with("first", seconds(firstWait)).run(database);
    }

    void audit(UUID letter, String who, String action, @Nullable String reason, String outcome) {
        Sql.of(DO)
                .with("letter", letter)
                .with("who", who)
                .with("action", action)
                .with("reason", reason)
                .with("outcome", outcome)
                .run(database);
    }

    /// Oldest first.
    List<Deed> deeds(UUID letter) {
        return Sql.of(DEEDS)
                .with("letter", letter)
                .list(
                        database,
                        row -> new Deed(
                                row.moment("at"),
                                row.text("who"),
                                row.text("action"),
                                row.maybeText("reason").orElse(null),
                                row.text("outcome")));
    }

    Map<String, Open> openByListener() {
        return Sql.of(OPEN_BY_LISTENER)
                .list(database, row -> new Open(row.text("listener"), row.large("letters"), row.real("oldest")))
                .stream()
                .collect(Collectors.toMap(Open::listener, Function.identity()));
    }

    @Scheduled(every = "6h", delayed = "10m")
    void forget() {
        Sql.of(FORGET).run(database);
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1e3;
    }

    private static DeadLetter read(Row row) throws SQLException {
        return new DeadLetter(
                row.uuid("id"),
                row.text("listener"),
                row.text("topic"),
                row.number("partition"),
                row.large("offset"),
                row.maybeText("key").orElse(null),
                row.moment("told_at"),
                row.text("reason"),
                row.moment("first_at"),
                row.number("tries"),
                row.maybeMoment("next_try_at").orElse(null),
                DeadLetterState.valueOf(row.text("state")),
                row.maybeMoment("closed_at").orElse(null));
    }
}
