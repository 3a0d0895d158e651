package io.holdfast.messaging;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Transient;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/// Hears each fact once: that it was heard is written down in the transaction that acts on it.
///
/// A record nobody can read is thrown out to the channel's dead-letter topic. When the database is away the
/// record waits, because throwing it out would only hide it.
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final String HEARD = """
        insert into inbox (listener, event_id)
        values (?, ?)
        on conflict do nothing
        """;

    private static final String HEARD_ALL = """
        insert into inbox (listener, event_id)
        select :listener, id
          from unnest(cast(:ids as uuid[])) as told (id)
        on conflict do nothing
        returning event_id
        """;

    private static final String FORGET = "delete from inbox where at < now() - interval '30 days'";

    private final DataSource database;

    Inbox(DataSource database) {
        this.database = database;
    }

    /// Acts on the record's event in one transaction, unless this listener has done so before.
    ///
    /// @param listener who listens; two listeners hear the same event once each
    /// @throws IllegalArgumentException if the record is not an event that can be read
    public void receive(String listener, ConsumerRecord<String, byte[]> message, Consumer<Event> action) {
        var type = CloudEventHeaders.read(message.headers(), "ce_type");
        var id = UUID.fromString(CloudEventHeaders.read(message.headers(), "ce_id"));
        if (message.value() == null) {
            throw new IllegalArgumentException("a record without content");
        }
        EventCodec.read(type, message.value())
                .ifPresent(event -> patiently(() -> once(listener, id, () -> action.accept(event))));
    }

    /// Acts on all the records' events together in one transaction, but for those this listener has heard before.
    ///
    /// @param action is not called when there is nothing new
    /// @throws IllegalArgumentException if some of the records cannot be read; the others have been acted on
    public void receiveAll(
            String listener, Iterable<ConsumerRecord<String, byte[]>> messages, Consumer<List<Event>> action) {
        var events = new LinkedHashMap<UUID, Event>();
        IllegalArgumentException unreadable = null;
        for (var message : messages) {
            try {
                var id = UUID.fromString(CloudEventHeaders.read(message.headers(), "ce_id"));
                EventCodec.read(CloudEventHeaders.read(message.headers(), "ce_type"), message.value())
                        .ifPresent(event -> events.putIfAbsent(id, event));
            } catch (IllegalArgumentException e) {
                unreadable = e;
            }
        }
        if (!events.isEmpty()) {
            patiently(() -> QuarkusTransaction.requiringNew().run(() -> {
                var isNew = new HashSet<>(Sql.of(HEARD_ALL)
                        .with("listener", listener)
                        .with("ids", events.keySet())
                        .list(database, row -> row.uuid("event_id")));
                if (!isNew.isEmpty()) {
                    action.accept(events.entrySet().stream()
                            .filter(event -> isNew.contains(event.getKey()))
                            .map(Map.Entry::getValue)
                            .toList());
                }
            }));
        }
        if (unreadable != null) {
            throw unreadable;
        }
    }

    /// Runs the action in one transaction, unless this listener has heard of this id before.
    public void once(String listener, UUID id, Runnable action) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (firstTime(listener, id)) {
                action.run();
            }
        });
    }

    private boolean firstTime(String listener, UUID id) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(HEARD)) {
            statement.setString(1, listener);
            statement.setObject(2, id);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the inbox cannot be written", e);
        }
    }

    private static void patiently(Runnable action) {
        var wait = FIRST_WAIT;
        while (true) {
            try {
                action.run();
                return;
            } catch (RuntimeException e) {
                if (!Transient.isCauseOf(e)) {
                    throw e;
                }
                LOG.warnf("an event waits, next try in %s: %s", wait, e.getMessage());
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    @Scheduled(every = "6h", delayed = "10m")
    void forget() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(FORGET)) {
            statement.executeUpdate();
        }
    }
}
